import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import * as client from "openid-client";
import { suiteSandbox } from "../suiteSandbox";
import { requestToken, tokenErrorOf } from "../../src/testing/signInRequests";
import { callback, registerApi, type RegisteredApi } from "../../src/testing/registeredApi";

describe("openid-client", () => {
  const sandbox = suiteSandbox();
  let api: RegisteredApi;
  let web: RegisteredApi;
  before(async () => {
    api = await registerApi(sandbox);
    web = await registerApi(sandbox, { displayName: "Web" });
  });

  const customFetch: client.CustomFetch = (url, { method, headers, body }) =>
    sandbox.fetch(url, { method, headers, ...(body && { body: String(body as URLSearchParams) }) });

  function discovered(appId: string, secret: string, authentication?: client.ClientAuth) {
    const issuer = new URL(`${sandbox.url}/${sandbox.tenantId}/v2.0`);
    return client.discovery(issuer, appId, secret, authentication, { [client.customFetch]: customFetch });
  }

  /** The code flow with PKCE, state and nonce; the library checks all three, the id token and its issuer. */
  async function signedIn(configuration: client.Configuration, scope: string, redirectUri = callback) {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      state: expectedState,
      nonce: expectedNonce,
    });
    const page = await sandbox.fetch(url.href);
    const location = page.headers.get("location");
    if (location === null) throw new Error(await page.text());
    return client.authorizationCodeGrant(configuration, new URL(location), {
      pkceCodeVerifier,
      expectedState,
      expectedNonce,
      idTokenExpected: true,
    });
  }

  const rejected = (action: Promise<unknown>, error: string, code: number) =>
    assert.rejects(action, (thrown) => {
      assert.ok(thrown instanceof client.ResponseBodyError, String(thrown));
      assert.equal(thrown.error, error);
      assert.match(thrown.error_description ?? "", new RegExp(`^AADSTS${code}:`));
      return true;
    });

  it("gets a token with client credentials, by either way of sending the secret", async () => {
    for (const authentication of [client.ClientSecretPost(api.secret), client.ClientSecretBasic(api.secret)]) {
      const configuration = await discovered(api.appId, api.secret, authentication);
      const tokens = await client.clientCredentialsGrant(configuration, { scope: `${api.appId}/.default` });
      assert.equal(decodeJwt(tokens.access_token)["oid"], api.principalId);
    }
  });

  it("signs a user in by code with PKCE, and refreshes with offline_access", async () => {
    const configuration = await discovered(web.appId, web.secret);
    const scope = `${api.identifierUri}/user_impersonation openid profile offline_access`;
    const tokens = await signedIn(configuration, scope);
    assert.equal(tokens.claims()?.["oid"], sandbox.users[0]?.id);
    assert.equal(decodeJwt(tokens.access_token).aud, api.identifierUri);
    const refreshed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? "");
    assert.equal(decodeJwt(refreshed.access_token).aud, api.identifierUri);
    assert.ok(refreshed.refresh_token);
  });

  it("refreshes a token for itself only by naming the scope again: alone it sends none", async () => {
    const configuration = await discovered(api.appId, api.secret);
    const scope = `${api.identifierUri}/user_impersonation`;
    const { refresh_token = "" } = await signedIn(configuration, `${scope} openid offline_access`);
    await rejected(client.refreshTokenGrant(configuration, refresh_token), "invalid_request", 90009);
    const again = await client.refreshTokenGrant(configuration, refresh_token, { scope });
    assert.equal(decodeJwt(again.access_token).aud, api.identifierUri);
    const byGuid = await signedIn(configuration, `${api.appId}/user_impersonation openid offline_access`);
    const refreshed = await client.refreshTokenGrant(configuration, byGuid.refresh_token ?? "");
    assert.equal(decodeJwt(refreshed.access_token).aud, api.appId);
  });

  it("signs a user in on a device, once they have entered the code", async () => {
    const device = await registerApi(sandbox, { web: {}, isFallbackPublicClient: true });
    const configuration = await discovered(device.appId, "", client.None());
    const started = await client.initiateDeviceAuthorization(configuration, { scope: "openid profile" });
    const pending = requestToken(sandbox, {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      client_id: device.appId,
      device_code: started.device_code,
    });
    assert.deepEqual(tokenErrorOf(await pending), [400, "authorization_pending", 70016]);
    await sandbox.fetch(`${started.verification_uri}?otc=${started.user_code}`);
    const tokens = await client.pollDeviceAuthorizationGrant(configuration, { ...started, interval: 0.01 });
    assert.equal(tokens.claims()?.["oid"], sandbox.users[0]?.id);
  });

  it("has nothing to refresh with without offline_access", async () => {
    const configuration = await discovered(web.appId, web.secret);
    const tokens = await signedIn(configuration, `${api.identifierUri}/user_impersonation openid profile`);
    assert.equal(tokens.refresh_token, undefined);
  });

  it("checks the signature of the id token against the published keys", async () => {
    const configuration = await discovered(web.appId, web.secret);
    client.enableNonRepudiationChecks(configuration);
    sandbox.requestLog.clear();
    const tokens = await signedIn(configuration, "openid profile");
    assert.equal(tokens.claims()?.["preferred_username"], "integration@contoso.onmicrosoft.com");
    assert.equal(sandbox.requestLog.counts()["GET /{id}/discovery/v2.0/keys"], 1);
  });

  it("is told apart a wrong secret, an expired one and a wrong redirect URI", async () => {
    const grant = async (secret: string) =>
      client.clientCredentialsGrant(await discovered(api.appId, secret), { scope: `${api.appId}/.default` });
    await rejected(grant("wrong"), "invalid_client", 7000215);
    const short = await sandbox.graph()("POST", `/applications/${api.id}/addPassword`, {
      passwordCredential: { endDateTime: new Date(Date.now() + 60_000).toISOString() },
    });
    sandbox.clock.advance(60_000);
    await rejected(grant((short.body as { secretText: string }).secretText), "invalid_client", 7000222);
    const configuration = await discovered(web.appId, web.secret);
    await assert.rejects(signedIn(configuration, "openid", "https://example.com/cb"), /AADSTS50011/);
  });

  it("is sent back with the error of the consent page", async () => {
    const own = await registerApi(sandbox, { displayName: "Declined" });
    const configuration = await discovered(own.appId, own.secret);
    sandbox.answerConsent("decline");
    await assert.rejects(signedIn(configuration, `${api.identifierUri}/user_impersonation openid`), (thrown) => {
      assert.ok(thrown instanceof client.AuthorizationResponseError, String(thrown));
      assert.equal(thrown.error, "access_denied");
      return true;
    });
    sandbox.answerConsent("accept");
  });
});
