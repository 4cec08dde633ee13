import assert from "node:assert/strict";
import type { GraphCall } from "../../src";
import { suiteSandbox } from "../suiteSandbox";
import { requestedCredential } from "../../src/graph/passwordRules";
import { read, registerApi, type RegisteredApi } from "../../src/testing/registeredApi";
import { appToken, tokenErrorOf } from "../../src/testing/signInRequests";

const now = new Date("2026-11-23T08:00:00Z");
const day = 86_400_000;

describe("client secrets in Graph", () => {
  const sandbox = suiteSandbox({ identities: [{}, {}] });
  let graph: GraphCall;
  let api: RegisteredApi;
  beforeEach(async () => {
    sandbox.clock.freeze(now);
    graph = sandbox.graph();
    api = await registerApi(sandbox);
  });

  const add = (passwordCredential: object) =>
    graph("POST", `/applications/${api.id}/addPassword`, { passwordCredential });

  it("are shown once: later only a hint, and nowhere in the tenant's state", async () => {
    const { status, body } = await add({ displayName: "second", endDateTime: "2027-11-23T00:00:00Z" });
    const { secretText, keyId, hint, ...rest } = body as Record<string, string>;
    assert.equal(status, 200);
    assert.match(secretText ?? "", /^[\w-]{40}$/);
    assert.equal(hint, secretText?.slice(0, 3));
    assert.deepEqual(rest, {
      "@odata.type": "#microsoft.graph.passwordCredential",
      displayName: "second",
      startDateTime: "2026-11-23T08:00:00Z",
      endDateTime: "2027-11-23T00:00:00Z",
      customKeyIdentifier: null,
    });
    const { passwordCredentials } = await read(graph, `/applications/${api.id}`);
    const shown = (passwordCredentials as Record<string, unknown>[]).find(
      (credential) => credential["keyId"] === keyId,
    );
    assert.equal(shown?.["secretText"], null);
    assert.equal("secretHash" in (shown ?? {}), false);
    for (const text of [JSON.stringify(sandbox.snapshot()), JSON.stringify(sandbox.requestLog.exchanges)]) {
      assert.equal(text.includes(secretText ?? ""), false);
    }
  });

  it("last two years unless told otherwise, and 731 days at most", async () => {
    const { endDateTime } = (await add({})).body as Record<string, string>;
    assert.equal(endDateTime, "2028-11-23T08:00:00Z");
    assert.equal((await add({ endDateTime: "2028-11-25T08:00:00Z" })).status, 400);
  });

  it("never end in the past or before they begin", async () => {
    for (const credential of [
      { endDateTime: "2026-11-23T07:59:59Z" },
      { startDateTime: "2027-02-01T00:00:00Z", endDateTime: "2027-01-01T00:00:00Z" },
      { endDateTime: "tomorrow" },
    ]) {
      assert.equal((await add(credential)).status, 400);
    }
  });

  it("live as long as the tenant's policy allows", () => {
    const policy = { id: "p", passwordAddition: true, passwordLifetimeDays: 90 };
    const message = "Credential lifetime exceeds the max value allowed as per assigned policy 'p'.";
    assert.throws(() => requestedCredential({ endDateTime: "2027-02-22T08:00:00Z" }, now, policy), {
      code: "CredentialInvalidLifetimeAsPerAppPolicy",
      message,
      details: [{ code: "InvalidKeyEndDate", message, target: "EndDate" }],
    });
    assert.ok(requestedCredential({ endDateTime: "2027-02-21T08:00:00Z" }, now, policy).secretText);
  });

  it("are removed one by one and stop working at once", async () => {
    const second = (await add({ displayName: "second" })).body as { keyId: string };
    assert.equal((await graph("POST", `/applications/${api.id}/removePassword`, { keyId: api.keyId })).status, 204);
    assert.equal((await graph("POST", `/applications/${api.id}/removePassword`, { keyId: api.keyId })).status, 400);
    const { passwordCredentials } = await read(graph, `/applications/${api.id}`);
    assert.deepEqual(
      (passwordCredentials as { keyId: string }[]).map(({ keyId }) => keyId),
      [second.keyId],
    );
    assert.deepEqual(tokenErrorOf(await appToken(sandbox, api, `${api.appId}/.default`)), [
      401,
      "invalid_client",
      7000215,
    ]);
  });

  it("work from their start to their end, to the second", async () => {
    const { secretText } = (await add({ startDateTime: "2026-12-01T00:00:00Z", endDateTime: "2027-12-01T00:00:00Z" }))
      .body as { secretText: string };
    const at = async (instant: string) => {
      sandbox.clock.set(new Date(instant));
      const answer = await appToken(sandbox, { appId: api.appId, secret: secretText }, `${api.appId}/.default`);
      return answer.status === 200 ? "token" : tokenErrorOf(answer)[2];
    };
    assert.equal(await at("2026-11-30T23:59:59Z"), 7000215);
    assert.equal(await at("2026-12-01T00:00:00Z"), "token");
    assert.equal(await at("2027-11-30T23:59:59Z"), "token");
    assert.equal(await at("2027-12-01T00:00:00Z"), 7000222);
  });

  it("are honoured only after the lag, which an advance of the clock ends", async () => {
    sandbox.delays.secretLagMs = 10 * day;
    const { secretText } = (await add({})).body as { secretText: string };
    const client = { appId: api.appId, secret: secretText };
    const scope = `${api.appId}/.default`;
    assert.deepEqual(tokenErrorOf(await appToken(sandbox, client, scope)), [401, "invalid_client", 7000215]);
    sandbox.clock.advance(10 * day);
    assert.equal((await appToken(sandbox, client, scope)).status, 200);
    sandbox.delays.secretLagMs = 0;
  });

  it("conflict with no request that is rejected anyway", async () => {
    const stranger = sandbox.graph(sandbox.identities[1]);
    await stranger("GET", "/applications");
    const path = `/applications/${api.id}/addPassword`;
    const rejected = {
      401: () => sandbox.fetch(`/v1.0${path}`, { method: "POST", body: "{}" }),
      403: () => stranger("POST", path, {}),
      404: () => graph("POST", `/applications/${crypto.randomUUID()}/addPassword`, {}),
    };
    for (const [status, send] of Object.entries(rejected)) {
      sandbox.faults.add({ path: "/v1.0/applications/*/addPassword", effect: { kind: "latency", ms: 50 } });
      const answers = await Promise.all([send(), add({}), send()]);
      assert.deepEqual(
        answers.map((answer) => answer.status),
        [Number(status), 200, Number(status)],
      );
      sandbox.faults.clear();
    }
  });
});
