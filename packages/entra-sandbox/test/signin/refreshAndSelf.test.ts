import assert from "node:assert/strict";
import { startSandbox, type Sandbox } from "../../src";
import { suiteSandbox } from "../suiteSandbox";
import { callback, registerApi, scope as permission, type RegisteredApi } from "../../src/testing/registeredApi";
import { claimsOf, refresh, signIn, tokenErrorOf } from "../../src/testing/signInRequests";

describe("refresh tokens", () => {
  const sandbox = suiteSandbox({ frozen: "2026-11-23T08:00:00Z" });
  let api: RegisteredApi;
  let client: RegisteredApi;
  let scope: string;
  before(async () => {
    api = await registerApi(sandbox);
    client = await registerApi(sandbox, { displayName: "Client" });
    scope = `${api.identifierUri}/user_impersonation openid profile`;
  });

  it("come with offline_access only", async () => {
    assert.equal((await signIn(sandbox, client, scope)).body["refresh_token"], undefined);
    assert.ok((await signIn(sandbox, client, `${scope} offline_access`)).body["refresh_token"]);
  });

  it("give new tokens, with and without a scope, for the same user", async () => {
    const { body } = await signIn(sandbox, client, `${scope} offline_access`);
    sandbox.clock.advance(7_200_000);
    for (const asked of [undefined, "", `${api.identifierUri}/user_impersonation`]) {
      const answer = await refresh(sandbox, client, body["refresh_token"], asked);
      const claims = claimsOf(answer);
      assert.deepEqual([claims["aud"], claims["oid"]], [api.identifierUri, sandbox.users[0]?.id]);
      assert.equal(claims["iat"], Math.floor(sandbox.clock.now().getTime() / 1000));
      assert.notEqual(answer.body["refresh_token"], body["refresh_token"]);
    }
  });

  it("work for their own client, with a good secret, for 90 days", async () => {
    const { body } = await signIn(sandbox, client, `${scope} offline_access`);
    const token = body["refresh_token"];
    assert.deepEqual(tokenErrorOf(await refresh(sandbox, api, token)), [400, "invalid_request", 9002313]);
    const wrong = { ...client, secret: "wrong" };
    assert.deepEqual(tokenErrorOf(await refresh(sandbox, wrong, token)), [401, "invalid_client", 7000215]);
    sandbox.clock.advance(90 * 86_400_000);
    assert.deepEqual(tokenErrorOf(await refresh(sandbox, client, token)), [400, "invalid_grant", 700082]);
  });

  it("end with the consent", async () => {
    const { body } = await signIn(sandbox, client, `${scope} offline_access`);
    for (const { id } of sandbox.directory.grants.allNewest()) sandbox.directory.grants.remove(id);
    const answer = await refresh(sandbox, client, body["refresh_token"]);
    assert.deepEqual(tokenErrorOf(answer), [400, "invalid_grant", 65001]);
    assert.equal(answer.body["suberror"], "consent_required");
  });
});

describe("an application that asks for a token for itself", () => {
  const sandbox = suiteSandbox();
  let api: RegisteredApi;
  before(async () => {
    api = await registerApi(sandbox, {
      api: { oauth2PermissionScopes: [permission("user_impersonation"), permission("read")] },
    });
  });

  const openId = "openid profile offline_access";

  it("redeems a code for a named scope, in both forms, each with its audience", async () => {
    for (const identifier of [api.identifierUri, api.appId]) {
      const answer = await signIn(sandbox, api, `${identifier}/user_impersonation ${openId}`);
      assert.equal(claimsOf(answer)["aud"], identifier);
      assert.equal(answer.body["scope"], `${identifier}/user_impersonation`);
    }
  });

  it("gets an id token alone for .default by GUID, and AADSTS90009 by URI", async () => {
    const { body } = await signIn(sandbox, api, `${api.appId}/.default ${openId}`);
    assert.deepEqual([typeof body["id_token"], body["access_token"]], ["string", undefined]);
    const byUri = await signIn(sandbox, api, `${api.identifierUri}/.default ${openId}`);
    assert.deepEqual(tokenErrorOf(byUri), [400, "invalid_request", 90009]);
  });

  /** What a refresh of a grant for `granted` answers to each `scope`: the audience, or the AADSTS code. */
  async function refreshes(
    on: Sandbox,
    of: RegisteredApi,
    granted: string,
    scopes: Record<string, string | undefined>,
  ) {
    const { body } = await signIn(on, of, `${granted} ${openId}`);
    const answers: Record<string, unknown> = {};
    for (const [name, asked] of Object.entries(scopes)) {
      const answer = await refresh(on, of, body["refresh_token"], asked);
      answers[name] = answer.status === 200 ? claimsOf(answer)["aud"] : answer.body.error_codes?.[0];
    }
    return answers;
  }
  const forms = ({ appId, identifierUri }: RegisteredApi) => ({
    uri: `${identifierUri}/user_impersonation ${openId}`,
    guid: `${appId}/user_impersonation ${openId}`,
    none: undefined,
    empty: "",
    openId,
    default: `${identifierUri}/.default`,
  });

  it("refreshes by its own URI with a named scope, and without one only where the grant was by GUID", async () => {
    const { appId, identifierUri } = api;
    const rejected = { none: 90009, empty: 90009, openId: 90009, default: 90009 };
    assert.deepEqual(await refreshes(sandbox, api, `${identifierUri}/user_impersonation`, forms(api)), {
      uri: identifierUri,
      guid: appId,
      ...rejected,
    });
    assert.deepEqual(await refreshes(sandbox, api, `${appId}/user_impersonation`, forms(api)), {
      uri: identifierUri,
      guid: appId,
      none: appId,
      empty: appId,
      openId: appId,
      default: 90009,
    });
  });

  it("does not refresh by a URI that is not made of its id", async () => {
    const other = await registerApi(sandbox);
    const uri = `api://${sandbox.tenantId}/icm`;
    await sandbox.graph()("PATCH", `/applications/${other.id}`, { identifierUris: [other.identifierUri, uri] });
    const named = { other: `${uri}/user_impersonation`, own: `${other.identifierUri}/user_impersonation` };
    assert.deepEqual(await refreshes(sandbox, other, named.other, named), { other: 90009, own: other.identifierUri });
  });

  it("refreshes by GUID alone in a strict sandbox, and always in a lenient one", async () => {
    for (const selfRefresh of ["strict", "lenient"] as const) {
      const own = await startSandbox({ selfRefresh });
      const of = await registerApi(own);
      const { uri, guid, none } = forms(of);
      const expected = selfRefresh === "strict" ? [90009, of.appId, 90009] : [of.identifierUri, of.appId, of.appId];
      const answers = await refreshes(own, of, `${of.appId}/user_impersonation`, { uri, guid, none });
      assert.deepEqual(Object.values(answers), expected);
      await own.close();
    }
  });
});

describe("access tokens of version 2", () => {
  it("have the bare id as audience, the v2.0 issuer, azp, and an oid only with profile", async () => {
    const sandbox = await startSandbox();
    const api = await registerApi(sandbox, {
      web: { redirectUris: [callback] },
      api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [permission("user_impersonation")] },
    });
    for (const identifier of [api.identifierUri, api.appId]) {
      const claims = claimsOf(await signIn(sandbox, api, `${identifier}/user_impersonation profile`));
      assert.equal(claims["aud"], api.appId);
      assert.equal(claims["iss"], `https://login.microsoftonline.com/${sandbox.tenantId}/v2.0`);
      assert.deepEqual([claims["ver"], claims["azp"], claims["appid"]], ["2.0", api.appId, undefined]);
      assert.equal(claims["oid"], sandbox.users[0]?.id);
    }
    assert.equal(claimsOf(await signIn(sandbox, api, `${api.appId}/user_impersonation`))["oid"], undefined);
    await sandbox.close();
  });
});
