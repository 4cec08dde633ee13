import assert from "node:assert/strict";
import { FakeStack } from "../../workbench/engine/fakeEngine";
import { startSandbox, type Sandbox } from "../../packages/entra-sandbox";

const today = new Date("2026-11-23T08:00:00Z");

describe("the fake engine", function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let dev: FakeStack;
  const writes = () =>
    sandbox.requestLog.exchanges.filter(({ method, path }) => method !== "GET" && /^\/v1/.test(path));

  beforeEach(async () => {
    sandbox = await startSandbox({ now: today });
    sandbox.clock.freeze(today);
    dev = new FakeStack("dev", sandbox);
  });
  afterEach(() => sandbox.close());

  it("carries a first up out as these Graph calls, and a preview as none", async () => {
    await dev.preview();
    assert.deepEqual(writes(), []);
    await dev.up();
    assert.deepEqual(
      writes().map(({ method, path, status }) => `${method} ${path.replace(/[0-9a-f-]{36}/, "{id}")} ${status}`),
      [
        "POST /v1.0/applications 201",
        "PATCH /v1.0/applications/{id} 204",
        "POST /v1.0/servicePrincipals 201",
        "POST /v1.0/applications/{id}/addPassword 200",
      ],
    );
  });

  it("lets the program prove its new secret, once", async () => {
    const { clientId } = await dev.up();
    const proofs = sandbox.requestLog.exchanges.filter(
      ({ requestBody }) => (requestBody as { client_id?: string } | undefined)?.client_id === clientId,
    );
    assert.deepEqual(
      proofs.map(({ status }) => status),
      [200],
    );
  });

  it("makes the two registrations of a separate client", async () => {
    dev.configure({ clientApplication: "separate" });
    const { clientId, apiClientId } = await dev.up();
    const { applications } = sandbox.snapshot();
    assert.deepEqual(
      applications.map(({ appId, api }) => [appId, api.preAuthorizedApplications.map((client) => client.appId)]).sort(),
      [
        [apiClientId, [clientId]],
        [clientId, []],
      ].sort(),
    );
  });

  it("ends with the error of a call that fails, and goes on with the next up", async () => {
    sandbox.faults.add({ path: "/v1.0/applications/*/addPassword", times: 1, effect: { kind: "status", status: 503 } });
    await assert.rejects(dev.up(), /addPassword: 503 ServiceUnavailable: Injected fault\./);
    await dev.up();
    const [application, ...others] = sandbox.snapshot().applications;
    assert.deepEqual([application?.passwordCredentials.length, others.length], [1, 0]);
  });

  it("ends with the program's own error for a wrong setting", async () => {
    dev.configure({ displayName: "" });
    await assert.rejects(dev.preview(), /icertis-access:displayName/);
    assert.deepEqual(writes(), []);
  });

  it("says what it cannot do", async () => {
    await dev.up();
    dev.configure({ displayName: "Another name" });
    await assert.rejects(dev.up(), /the fake engine changes nothing in place, and icm-api-app would change/);
    dev.configure({ adopt: { applicationObjectId: "16417536-26d0-4f7d-8b4d-b1938ad50f2f" } });
    await assert.rejects(dev.up(), /does not know the call .*; use a Pulumi CLI/);
  });
});
