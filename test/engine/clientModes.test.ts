import assert from "node:assert/strict";
import type { OutputMap } from "@pulumi/pulumi/automation";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { checkToken, type TokenVerdict } from "../../cli/ici/tokenCheck";
import { refresh, signIn } from "../../packages/entra-sandbox";
import { describeOnEngine } from "./onEngine";

/** The connector's own sequence in each client mode: sign in by code, refresh, and what ICI says of the tokens. */
describeOnEngine("client and API", { now: new Date("2026-11-23T08:00:00Z") }, (on) => {
  let dev: EngineStack;

  async function deployed(settings: Record<string, unknown>): Promise<OutputMap> {
    dev.configure(settings);
    return (await dev.up()).outputs;
  }

  function connectionOf(outputs: OutputMap) {
    const value = outputs["uipathConnection"]?.value as Record<"clientId" | "clientSecret" | "scope", string>;
    return { client: { appId: value.clientId, secret: value.clientSecret }, scope: value.scope };
  }

  function ici(outputs: OutputMap, token: string | undefined): Promise<TokenVerdict> {
    return checkToken({
      tenantJson: JSON.parse(outputs["tenantJson"]?.value as string) as Record<string, unknown>,
      token: token ?? "",
      getJson: async (url) => (await on.sandbox.fetch(url)).json(),
      now: on.sandbox.clock.now(),
    });
  }

  before(async () => {
    dev = await on.newStack("dev");
    on.setNow(dev, "2026-11-23T08:00:00Z");
  });

  it("same: a refresh by the scope works, without one it does not, the GUID form does once accepted", async () => {
    const outputs = await deployed({});
    const { client, scope } = connectionOf(outputs);
    const tokens = await signIn(on.sandbox, client, scope);
    assert.equal(tokens.status, 200);
    assert.equal((await ici(outputs, tokens.body["access_token"])).accepted, true);
    const named = await refresh(on.sandbox, client, tokens.body["refresh_token"], scope);
    assert.equal((await ici(outputs, named.body["access_token"])).accepted, true);
    const rejected = await refresh(on.sandbox, client, tokens.body["refresh_token"]);
    assert.deepEqual([rejected.status, rejected.body.error_codes], [400, [90009]]);

    const guidScope = scope.replace("api://", "");
    const byGuid = await refresh(on.sandbox, client, tokens.body["refresh_token"], guidScope);
    assert.equal(byGuid.status, 200);
    const before = await ici(outputs, byGuid.body["access_token"]);
    assert.deepEqual([before.accepted, before.steps.at(-1)?.step], [false, "audience"]);
    const accepting = await deployed({ acceptGuidAudience: true });
    assert.equal((await ici(accepting, byGuid.body["access_token"])).accepted, true);
  });

  it("separate: two registrations, nothing to consent to for the API, and every refresh works", async () => {
    const outputs = await deployed({
      clientApplication: "separate",
      acceptGuidAudience: false,
      rotation: {
        firstIssued: "2026-11-23",
        lifetimeDays: 180,
        overlapDays: 30,
        allowRevocationUntil: "2026-11-23T09:00:00Z",
      },
    });
    const apps = on.sandbox.directory.applications.allNewest();
    const api = apps.find(({ displayName }) => displayName === "ICM API (Dev)");
    const own = apps.find(({ displayName }) => displayName === "ICM API (Dev) client");
    assert.ok(api && own && apps.length === 2);
    assert.deepEqual(
      ["clientId", "objectId", "apiClientId", "apiObjectId"].map((name): unknown => outputs[name]?.value),
      [own.appId, own.id, api.appId, api.id],
    );
    assert.deepEqual([api.passwordCredentials.length, own.passwordCredentials.length], [0, 1]);
    assert.deepEqual([api.web.redirectUris.length, own.web.redirectUris.length], [0, 2]);
    assert.deepEqual(outputs["scopes"]?.value, [`api://${api.appId}/user_impersonation`]);
    const handoff = outputs["icertisHandoff"]?.value as Record<string, string>;
    assert.deepEqual([handoff["applicationClientId"], handoff["objectId"]], [api.appId, api.id]);
    const scopeId = api.api.oauth2PermissionScopes[0]?.id;
    assert.deepEqual(api.api.preAuthorizedApplications, [{ appId: own.appId, delegatedPermissionIds: [scopeId] }]);

    const { client, scope } = connectionOf(outputs);
    const tokens = await signIn(on.sandbox, client, scope);
    assert.equal((await ici(outputs, tokens.body["access_token"])).accepted, true);
    for (const asked of [undefined, scope]) {
      const refreshed = await refresh(on.sandbox, client, tokens.body["refresh_token"], asked);
      assert.equal(refreshed.status, 200, JSON.stringify(refreshed.body.error_codes));
    }
    assert.deepEqual((await dev.stack.preview({ expectNoChanges: true, refresh: true })).changeSummary, { same: 12 });
  });

  it("separate: a scope that the client is pre-authorized for can be added and removed", async () => {
    const scopes = [{ value: "user_impersonation" }, { value: "Agreements.Read" }];
    await deployed({ scopes });
    await deployed({ scopes: scopes.slice(1) });
    const api = on.sandbox.directory.applications
      .allNewest()
      .find(({ displayName }) => displayName === "ICM API (Dev)");
    assert.deepEqual(
      api?.api.oauth2PermissionScopes.map(({ value }) => value),
      ["Agreements.Read"],
    );
    assert.deepEqual(
      api?.api.preAuthorizedApplications.map(({ delegatedPermissionIds }) => delegatedPermissionIds),
      [[api.api.oauth2PermissionScopes[0]?.id]],
    );
  });
});
