import assert from "node:assert/strict";
import type { INetworkModule, NetworkRequestOptions } from "@azure/msal-node";
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication, ServerError } from "@azure/msal-node";
import { decodeJwt } from "jose";
import type { Sandbox } from "../../src";
import { suiteSandbox } from "../suiteSandbox";
import { callback, registerApi, type RegisteredApi } from "../../src/testing/registeredApi";

/** MSAL's network, so that no environment variable has to make it trust the sandbox's authority. */
function network(sandbox: Sandbox): INetworkModule {
  const send =
    (method: string) =>
    async <T>(url: string, options?: NetworkRequestOptions) => {
      const { headers = {}, body } = options ?? {};
      const answer = await sandbox.fetch(url, { method, headers, ...(body !== undefined && { body }) });
      return { headers: Object.fromEntries(answer.headers), body: (await answer.json()) as T, status: answer.status };
    };
  return { sendGetRequestAsync: send("GET"), sendPostRequestAsync: send("POST") };
}

describe("MSAL", () => {
  const sandbox = suiteSandbox();
  let api: RegisteredApi;
  let client: RegisteredApi;
  before(async () => {
    api = await registerApi(sandbox);
    client = await registerApi(sandbox, { displayName: "Client" });
  });

  const msalOptions = (clientId: string) => ({
    auth: {
      clientId,
      authority: `${sandbox.url}/${sandbox.tenantId}`,
      knownAuthorities: [`localhost:${sandbox.port}`],
    },
    system: { networkClient: network(sandbox) },
  });
  const msal = (clientId: string, clientSecret: string) => {
    const { auth, system } = msalOptions(clientId);
    return new ConfidentialClientApplication({ auth: { ...auth, clientSecret }, system });
  };

  async function signedIn(own: RegisteredApi, scopes: string[], redirectUri = callback) {
    const application = msal(own.appId, own.secret);
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const request = { scopes, redirectUri, state: "state-1" };
    const codeChallenge = { codeChallenge: challenge, codeChallengeMethod: "S256" };
    const url = await application.getAuthCodeUrl({ ...request, ...codeChallenge, nonce: "nonce-1" });
    const page = await sandbox.fetch(url);
    const query = new URL(page.headers.get("location") ?? "https://none").searchParams;
    const result = await application.acquireTokenByCode(
      { ...request, code: query.get("code") ?? "", codeVerifier: verifier, nonce: "nonce-1" },
      { code: query.get("code") ?? "", state: query.get("state") ?? "" },
    );
    return { application, result, page };
  }

  async function rejectedWith(action: Promise<unknown>, error: string, code: number): Promise<void> {
    await assert.rejects(action, (thrown) => {
      assert.ok(thrown instanceof ServerError, String(thrown));
      assert.equal(thrown.errorCode, error);
      assert.match(thrown.message, new RegExp(`AADSTS${code}:`));
      return true;
    });
  }

  it("gets a token with client credentials, after nothing but discovery", async () => {
    sandbox.requestLog.clear();
    const scopes = [`${api.appId}/.default`];
    const result = await msal(api.appId, api.secret).acquireTokenByClientCredential({ scopes });
    const { aud, oid } = decodeJwt(result?.accessToken ?? "");
    assert.deepEqual([aud, oid], [api.appId, api.principalId]);
    assert.deepEqual(sandbox.requestLog.counts(), {
      "GET /{id}/v2.0/.well-known/openid-configuration": 1,
      "POST /{id}/oauth2/v2.0/token": 1,
    });
  });

  it("signs a user in by code with PKCE, and refreshes silently", async () => {
    const scopes = [`${api.identifierUri}/user_impersonation`];
    const { application, result } = await signedIn(client, scopes);
    assert.equal(decodeJwt(result.accessToken)["oid"], sandbox.users[0]?.id);
    assert.equal(decodeJwt(result.accessToken).aud, api.identifierUri);
    assert.deepEqual(result.scopes, scopes);
    assert.equal(result.account?.username, "integration@contoso.onmicrosoft.com");
    assert.equal(result.account?.homeAccountId, `${sandbox.users[0]?.id}.${sandbox.tenantId}`);
    const account = result.account;
    assert.ok(account);
    assert.equal((await application.acquireTokenSilent({ account, scopes })).fromCache, true);
    const refreshed = await application.acquireTokenSilent({ account, scopes, forceRefresh: true });
    assert.equal(refreshed.fromCache, false);
    assert.notEqual(refreshed.accessToken, result.accessToken);
    assert.equal(decodeJwt(refreshed.accessToken)["oid"], sandbox.users[0]?.id);
  });

  it("refreshes an application's token for itself: it repeats the scopes", async () => {
    for (const identifier of [api.appId, api.identifierUri]) {
      const scopes = [`${identifier}/user_impersonation`];
      const { application, result } = await signedIn(api, scopes);
      const account = result.account;
      assert.ok(account);
      const again = await application.acquireTokenSilent({ account, scopes, forceRefresh: true });
      assert.equal(decodeJwt(again.accessToken).aud, identifier);
    }
  });

  it("signs in on a loopback port of its choice as a public client, and must not show a secret there", async () => {
    const native = await registerApi(sandbox, { web: {}, publicClient: { redirectUris: ["http://localhost"] } });
    const scopes = [`${api.identifierUri}/user_impersonation`];
    const options = msalOptions(native.appId);
    const redirectUri = "http://localhost:49152";
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const request = { scopes, redirectUri, codeChallenge: challenge, codeChallengeMethod: "S256" as const };
    const code = async () => {
      const page = await sandbox.fetch(await new PublicClientApplication(options).getAuthCodeUrl(request));
      return new URL(page.headers.get("location") ?? "https://none").searchParams.get("code") ?? "";
    };
    const redeemed = { scopes, redirectUri, codeVerifier: verifier };
    const result = await new PublicClientApplication(options).acquireTokenByCode({ ...redeemed, code: await code() });
    assert.equal(decodeJwt(result.accessToken).aud, api.identifierUri);
    const withSecret = msal(native.appId, native.secret).acquireTokenByCode({ ...redeemed, code: await code() });
    await rejectedWith(withSecret, "invalid_client", 700025);
  });

  it("signs in on a device", async () => {
    const device = await registerApi(sandbox, { web: {}, isFallbackPublicClient: true });
    const result = await new PublicClientApplication(msalOptions(device.appId)).acquireTokenByDeviceCode({
      scopes: [`${api.identifierUri}/user_impersonation`],
      deviceCodeCallback: ({ verificationUri, userCode }) =>
        void sandbox.fetch(`${verificationUri}?otc=${userCode}&login_hint=admin@contoso.onmicrosoft.com`),
    });
    assert.equal(result?.account?.username, "admin@contoso.onmicrosoft.com");
    assert.equal(decodeJwt(result.accessToken).aud, api.identifierUri);
  });

  it("is kept on the page where assignment is required, and told so on a refresh", async () => {
    const own = await registerApi(sandbox, { displayName: "Assigned only" });
    const { application, result } = await signedIn(own, [`${own.identifierUri}/user_impersonation`]);
    const required = { appRoleAssignmentRequired: true };
    await sandbox.graph()("PATCH", `/servicePrincipals/${own.principalId}`, required);
    const account = result.account;
    assert.ok(account);
    const refresh = application.acquireTokenSilent({ account, scopes: result.scopes, forceRefresh: true });
    await assert.rejects(refresh, /AADSTS50105/);
    const redirectUri = callback;
    const page = await sandbox.fetch(await application.getAuthCodeUrl({ scopes: result.scopes, redirectUri }));
    assert.equal(page.headers.get("location"), null);
    assert.match(await page.text(), /AADSTS50105/);
  });

  it("is told apart a wrong secret, an expired one and an unknown application", async () => {
    const ask = (id: string, secret: string) =>
      msal(id, secret).acquireTokenByClientCredential({ scopes: [`${api.appId}/.default`] });
    await rejectedWith(ask(api.appId, "wrong"), "invalid_client", 7000215);
    await rejectedWith(ask(crypto.randomUUID(), "x"), "unauthorized_client", 700016);
    const short = await sandbox.graph()("POST", `/applications/${api.id}/addPassword`, {
      passwordCredential: { endDateTime: new Date(Date.now() + 60_000).toISOString() },
    });
    sandbox.clock.advance(60_000);
    await rejectedWith(ask(api.appId, (short.body as { secretText: string }).secretText), "invalid_client", 7000222);
  });

  it("is shown a page, not sent on, for a wrong redirect URI", async () => {
    const application = msal(api.appId, api.secret);
    const scopes = [`${api.identifierUri}/user_impersonation`];
    const page = await sandbox.fetch(
      await application.getAuthCodeUrl({ scopes, redirectUri: "https://example.com/cb" }),
    );
    assert.equal(page.headers.get("location"), null);
    assert.match(await page.text(), /AADSTS50011/);
  });
});
