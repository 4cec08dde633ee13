import assert from "node:assert/strict";
import { startSandbox } from "../../src";
import { suiteSandbox } from "../suiteSandbox";
import { read, registerApi } from "../../src/testing/registeredApi";
import { appToken } from "../../src/testing/signInRequests";

const identities = [{ roles: ["Application.ReadWrite.OwnedBy", "AuditLog.Read.All"] }];

describe("authenticationBehaviors in Graph", () => {
  const sandbox = suiteSandbox();

  it("are shown only when selected, and changed one by one", async () => {
    const { id } = await registerApi(sandbox);
    const graph = sandbox.graph();
    const path = `/applications/${id}`;
    const behaviors = async () =>
      (await read(graph, `${path}?$select=authenticationBehaviors`))["authenticationBehaviors"];
    assert.equal("authenticationBehaviors" in (await read(graph, path)), false);
    const unset = {
      blockAzureADGraphAccess: null,
      removeUnverifiedEmailClaim: null,
      requireClientServicePrincipal: null,
    };
    assert.deepEqual(await behaviors(), { ...unset, coopEnforcement: null });
    assert.equal((await graph("PATCH", `${path}/authenticationBehaviors`, { coopEnforcement: false })).status, 204);
    assert.deepEqual(await behaviors(), { ...unset, coopEnforcement: false });
    await graph("PATCH", path, { authenticationBehaviors: { removeUnverifiedEmailClaim: true } });
    assert.deepEqual(await behaviors(), { ...unset, removeUnverifiedEmailClaim: true, coopEnforcement: false });
    assert.equal((await graph("PATCH", `${path}/authenticationBehaviors`, { coopEnforcement: "no" })).status, 400);
    assert.equal((await graph("PATCH", `${path}/authenticationBehaviors`, { other: true })).status, 400);
  });

  it("are of the global cloud alone", async () => {
    const china = await startSandbox({ cloud: "china" });
    const { id } = await registerApi(china);
    const path = `/applications/${id}/authenticationBehaviors`;
    assert.equal((await china.graph()("PATCH", path, { coopEnforcement: true })).status, 404);
    await china.close();
  });
});

describe("the report of credential uses in Graph", () => {
  const report = "/beta/reports/appCredentialSignInActivities";

  it("says when each secret last got a token", async () => {
    const sandbox = await startSandbox({ identities });
    sandbox.clock.freeze(new Date("2027-03-01T10:00:00Z"));
    const api = await registerApi(sandbox);
    const graph = sandbox.graph();
    assert.deepEqual((await read(graph, report))["value"], []);
    await appToken(sandbox, { ...api, secret: "wrong" }, `${api.appId}/.default`);
    await appToken(sandbox, api, "api://nobody/.default");
    assert.deepEqual((await read(graph, report))["value"], []);
    await appToken(sandbox, api, `${api.appId}/.default`);
    sandbox.clock.advance(3_600_000);
    await appToken(sandbox, api, `${api.appId}/.default`);
    const [activity, ...others] = (await read(graph, `${report}?$filter=appId eq '${api.appId}'`))["value"] as Record<
      string,
      unknown
    >[];
    assert.deepEqual(others, []);
    assert.equal(activity?.["keyId"], api.keyId);
    assert.equal(activity?.["servicePrincipalObjectId"], api.principalId);
    assert.equal(
      (activity?.["signInActivity"] as Record<string, string>)["lastSignInDateTime"],
      "2027-03-01T11:00:00Z",
    );
    const single = await read(graph, `${report}/${String(activity?.["id"])}`);
    assert.deepEqual({ ...single, ...activity }, single);
    await sandbox.close();
  });

  it("is beta, of the global cloud, and for those who may read the audit log", async () => {
    for (const [options, path, status] of [
      [{ identities }, report, 200],
      [{ identities }, report.replace("beta", "v1.0"), 404],
      [{ identities, cloud: "usgovernment" }, report, 404],
      [{}, report, 403],
    ] as const) {
      const sandbox = await startSandbox(options);
      assert.equal((await sandbox.graph()("GET", path)).status, status);
      await sandbox.close();
    }
  });
});
