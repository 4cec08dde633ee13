import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { decodeJwt } from "jose";
import { suiteSandbox } from "../suiteSandbox";
import { without } from "../../src/without";
import { callback, registerApi, scope as permission, type RegisteredApi } from "../../src/testing/registeredApi";
import { authorize, claimsOf, requestToken, signIn, tokenErrorOf } from "../../src/testing/signInRequests";

describe("the authorization code flow", () => {
  const sandbox = suiteSandbox({ frozen: "2026-11-23T08:00:00Z" });
  let api: RegisteredApi;
  let scope: string;
  before(async () => {
    api = await registerApi(sandbox);
    scope = `${api.identifierUri}/user_impersonation openid profile offline_access`;
  });

  const redeem = (code: string | undefined, more: Record<string, string> = {}) =>
    requestToken(sandbox, {
      grant_type: "authorization_code",
      client_id: api.appId,
      client_secret: api.secret,
      code: code ?? "",
      redirect_uri: callback,
      ...more,
    });

  it("gives the signed-in user's tokens", async () => {
    const answer = await signIn(sandbox, api, scope, { nonce: "n-1" });
    assert.deepEqual(Object.keys(answer.body).sort(), [
      "access_token",
      "client_info",
      "expires_in",
      "ext_expires_in",
      "id_token",
      "refresh_token",
      "scope",
      "token_type",
    ]);
    assert.equal(answer.body["scope"], `${api.identifierUri}/user_impersonation`);
    const user = sandbox.users[0];
    const claims = claimsOf(answer);
    assert.deepEqual(without(claims, "uti", "sub"), {
      aud: api.identifierUri,
      iss: `https://sts.windows.net/${sandbox.tenantId}/`,
      iat: 1795420800,
      nbf: 1795420800,
      exp: 1795424400,
      appid: api.appId,
      appidacr: "1",
      oid: user?.id,
      name: "Integration User",
      upn: "integration@contoso.onmicrosoft.com",
      unique_name: "integration@contoso.onmicrosoft.com",
      scp: "user_impersonation",
      tid: sandbox.tenantId,
      ver: "1.0",
    });
    assert.deepEqual(decodeJwt(answer.body["id_token"] ?? ""), {
      iss: `${sandbox.url}/${sandbox.tenantId}/v2.0`,
      aud: api.appId,
      iat: 1795420800,
      nbf: 1795420800,
      exp: 1795424400,
      nonce: "n-1",
      name: "Integration User",
      preferred_username: "integration@contoso.onmicrosoft.com",
      oid: user?.id,
      sub: claims["sub"],
      tid: sandbox.tenantId,
      ver: "2.0",
    });
  });

  it("signs in the user named by login_hint", async () => {
    const hint = { login_hint: "admin@contoso.onmicrosoft.com" };
    assert.equal(claimsOf(await signIn(sandbox, api, scope, hint))["oid"], sandbox.users[1]?.id);
  });

  it("sends state back, by query, fragment or form", async () => {
    const { location } = await authorize(sandbox, api, { scope, state: "s&1" });
    assert.ok(location.startsWith(`${callback}?code=`) && location.endsWith("&state=s%261"));
    const fragment = await authorize(sandbox, api, { scope, response_mode: "fragment" });
    assert.ok(fragment.location.startsWith(`${callback}#code=`));
    const form = await authorize(sandbox, api, { scope, response_mode: "form_post", state: '"><script>' });
    assert.match(form.page, /<form method="post" action="https:\/\/client\.example\/callback">/);
    assert.match(form.page, /name="state" value="&#34;&#62;&#60;script&#62;"/);
  });

  it("shows a page, and sends nobody anywhere, for a wrong redirect URI or application", async () => {
    const wrong = await authorize(sandbox, api, { scope, redirect_uri: "https://client.example/Callback" });
    const unknown = await authorize(sandbox, { appId: crypto.randomUUID() }, { scope });
    assert.deepEqual([wrong.location, unknown.location], ["", ""]);
    assert.match(wrong.page, /AADSTS50011: The redirect URI &#39;https:\/\/client\.example\/Callback&#39;/);
    assert.match(unknown.page, /AADSTS700016/);
  });

  it("refuses a resource without a permission, another's, and no scope at all", async () => {
    const uri = api.identifierUri;
    const bare = [`${uri}/`, uri, api.appId, "api://unknown", "https://graph.microsoft.com", `${uri} openid`];
    for (const [asked, code] of [
      ...bare.map((one) => [one, "AADSTS70011"] as const),
      [`${uri}x/user_impersonation`, "AADSTS500011"],
      ["", "AADSTS900144"],
    ] as const) {
      const { parameters } = await authorize(sandbox, api, { scope: asked });
      assert.equal(parameters["error_description"]?.split(":")[0], code, asked);
    }
  });

  it("takes a scope whose value holds a slash, in both forms", async () => {
    const own = await registerApi(sandbox, { api: { oauth2PermissionScopes: [permission("Agreements/Read.All")] } });
    for (const identifier of [own.identifierUri, own.appId]) {
      const answer = await signIn(sandbox, own, `${identifier}/Agreements/Read.All`);
      assert.deepEqual([claimsOf(answer)["scp"], claimsOf(answer)["aud"]], ["Agreements/Read.All", identifier]);
    }
  });

  it("gives a code that works for its own client alone", async () => {
    const { parameters } = await authorize(sandbox, api, { scope });
    const stranger = await registerApi(sandbox);
    const thief = { client_id: stranger.appId, client_secret: stranger.secret };
    assert.deepEqual(tokenErrorOf(await redeem(parameters["code"], thief)), [400, "invalid_request", 9002313]);
    assert.equal((await redeem(parameters["code"])).status, 200);
  });

  it("holds the client to its PKCE challenge", async () => {
    const verifier = "v".repeat(43);
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const code = async (code_challenge_method: string, code_challenge: string) =>
      (await authorize(sandbox, api, { scope, code_challenge, code_challenge_method })).parameters["code"];
    assert.equal((await redeem(await code("S256", challenge), { code_verifier: verifier })).status, 200);
    assert.equal((await redeem(await code("plain", verifier), { code_verifier: verifier })).status, 200);
    assert.deepEqual(tokenErrorOf(await redeem(await code("S256", challenge))), [400, "invalid_grant", 501481]);
  });

  it("takes plain for the challenge method where none is named, and S256 in no other letters", async () => {
    const code_challenge = "v".repeat(43);
    const lower = await authorize(sandbox, api, { scope, code_challenge, code_challenge_method: "s256" });
    assert.match(lower.parameters["error_description"] ?? "", /^AADSTS50149/);
    const { parameters } = await authorize(sandbox, api, { scope, code_challenge });
    assert.equal((await redeem(parameters["code"], { code_verifier: code_challenge })).status, 200);
  });

  it("takes an empty scope at the token endpoint as none", async () => {
    const { parameters } = await authorize(sandbox, api, { scope });
    assert.equal(claimsOf(await redeem(parameters["code"], { scope: "" }))["aud"], api.identifierUri);
  });

  it("wants no secret from a public client", async () => {
    const desktop = await registerApi(sandbox, { web: {}, publicClient: { redirectUris: [callback] } });
    const own = await authorize(sandbox, desktop, { scope: `${desktop.identifierUri}/user_impersonation` });
    const answer = await requestToken(sandbox, {
      grant_type: "authorization_code",
      redirect_uri: callback,
      code: own.parameters["code"] ?? "",
      client_id: desktop.appId,
    });
    assert.equal(answer.status, 200);
  });
});

describe("the implicit flow", () => {
  const sandbox = suiteSandbox();

  const ask = (api: RegisteredApi, response_type: string) =>
    authorize(sandbox, api, { scope: `${api.identifierUri}/user_impersonation openid`, response_type, state: "s" });

  it("gives tokens in the fragment, only as far as the registration allows", async () => {
    const implicitGrantSettings = { enableAccessTokenIssuance: true };
    const api = await registerApi(sandbox, { web: { redirectUris: [callback], implicitGrantSettings } });
    const { parameters, location } = await ask(api, "token");
    assert.ok(location.startsWith(`${callback}#`));
    assert.deepEqual(Object.keys(parameters).sort(), ["access_token", "expires_in", "scope", "state", "token_type"]);
    assert.equal(decodeJwt(parameters["access_token"] ?? "").aud, api.identifierUri);
    const { parameters: rejected } = await ask(api, "id_token token");
    assert.equal(rejected["error"], "unsupported_response_type");
    assert.match(rejected["error_description"] ?? "", /^AADSTS700054: response_type 'id_token' is not enabled/);
  });

  it("gives an application no token for its own .default: an id token by GUID, AADSTS90009 by URI", async () => {
    const implicitGrantSettings = { enableAccessTokenIssuance: true, enableIdTokenIssuance: true };
    const api = await registerApi(sandbox, { web: { redirectUris: [callback], implicitGrantSettings } });
    for (const response_type of ["token", "id_token token"]) {
      const own = async (identifier: string) =>
        (await authorize(sandbox, api, { scope: `${identifier}/.default openid`, response_type })).parameters;
      const byUri = await own(api.identifierUri);
      assert.match(byUri["error_description"] ?? "", /^AADSTS90009/);
      const byGuid = await own(api.appId);
      assert.deepEqual([typeof byGuid["id_token"], byGuid["access_token"]], ["string", undefined]);
    }
    const web = { implicitGrantSettings: { enableIdTokenIssuance: false } };
    await sandbox.graph()("PATCH", `/applications/${api.id}`, { web });
    const { parameters } = await authorize(sandbox, api, { scope: `${api.appId}/.default`, response_type: "token" });
    assert.match(parameters["error_description"] ?? "", /^AADSTS700054/);
  });

  it("gives nothing by default, and knows no other response types", async () => {
    const api = await registerApi(sandbox);
    assert.match((await ask(api, "token")).parameters["error_description"] ?? "", /^AADSTS700051/);
    assert.match((await ask(api, "magic")).parameters["error_description"] ?? "", /^AADSTS900144/);
  });
});
