import assert from "node:assert/strict";
import { suiteSandbox } from "../suiteSandbox";
import { callback, registerApi, scope as permission, type RegisteredApi } from "../../src/testing/registeredApi";
import { authorize, claimsOf, signIn } from "../../src/testing/signInRequests";

describe("consent", () => {
  const sandbox = suiteSandbox();
  let api: RegisteredApi;
  let client: RegisteredApi;
  let scope: string;
  beforeEach(async () => {
    const admin = { ...permission("everything"), type: "Admin" };
    api = await registerApi(sandbox, { api: { oauth2PermissionScopes: [permission("read"), admin] } });
    client = await registerApi(sandbox, { displayName: "Client" });
    scope = `${api.identifierUri}/read`;
  });

  const error = async (query: Record<string, string>) => {
    const { parameters } = await authorize(sandbox, client, query);
    return [parameters["error"], parameters["error_description"]?.split(":")[0]];
  };

  it("is missing for a silent request until the user has signed in once", async () => {
    assert.deepEqual(await error({ scope, prompt: "none" }), ["interaction_required", "AADSTS65001"]);
    await signIn(sandbox, client, scope);
    assert.ok((await authorize(sandbox, client, { scope, prompt: "none" })).parameters["code"]);
    const [grant] = sandbox.snapshot().grants.filter(({ clientId }) => clientId === client.principalId);
    assert.deepEqual(
      [grant?.resourceId, grant?.consentType, grant?.principalId, grant?.scope],
      [api.principalId, "Principal", sandbox.users[0]?.id, "read"],
    );
  });

  it("may be declined", async () => {
    sandbox.answerConsent("decline");
    assert.deepEqual(await error({ scope }), ["access_denied", "AADSTS65004"]);
    sandbox.answerConsent("accept");
    assert.deepEqual(await error({ scope }), [undefined, undefined]);
  });

  it("to an administrator's permission is given by administrators", async () => {
    const everything = { scope: `${api.identifierUri}/everything` };
    assert.deepEqual(await error(everything), ["access_denied", "AADSTS90094"]);
    assert.deepEqual(await error({ ...everything, login_hint: "admin@contoso.onmicrosoft.com" }), [
      undefined,
      undefined,
    ]);
  });

  it("is not needed by a client the API has pre-authorized", async () => {
    const application = sandbox.directory.applications.newest(api.id);
    const delegatedPermissionIds = application?.api.oauth2PermissionScopes.map(({ id }) => id) ?? [];
    const preAuthorizedApplications = [{ appId: client.appId, delegatedPermissionIds }];
    await sandbox.graph()("PATCH", `/applications/${api.id}`, { api: { preAuthorizedApplications } });
    const { parameters } = await authorize(sandbox, client, { scope, prompt: "none" });
    assert.ok(parameters["code"]);
    assert.equal(claimsOf(await signIn(sandbox, client, scope))["scp"], "read everything");
  });

  it("given for everybody lets every user in", async () => {
    sandbox.directory.grants.put({
      id: "for-all",
      clientId: client.principalId,
      resourceId: api.principalId,
      consentType: "AllPrincipals",
      principalId: null,
      scope: "read",
    });
    for (const { userPrincipalName } of sandbox.users) {
      const query = { scope, prompt: "none", login_hint: userPrincipalName };
      assert.ok((await authorize(sandbox, client, query)).parameters["code"]);
    }
  });

  it("for everybody is given by an administrator on the page made for it", async () => {
    const { appId, principalId } = await registerApi(sandbox, {
      requiredResourceAccess: [
        {
          resourceAppId: "00000003-0000-0000-c000-000000000000",
          resourceAccess: [{ id: "e1fe6dd8-ba31-4d61-89e7-88639da4683d", type: "Scope" }],
        },
      ],
    });
    const page = (query: string) =>
      sandbox.fetch(`https://login.microsoftonline.com/${sandbox.tenantId}/adminconsent?client_id=${appId}${query}`);
    const answer = await page("&state=1");
    assert.equal(answer.headers.get("location"), `${callback}?admin_consent=True&tenant=${sandbox.tenantId}&state=1`);
    await sandbox.fetch(`/${sandbox.tenantId}/v2.0/adminconsent?client_id=${appId}&scope=${encodeURIComponent(scope)}`);
    const grants = sandbox.snapshot().grants.filter(({ clientId }) => clientId === principalId);
    assert.deepEqual(
      grants.map(({ consentType, principalId: principal, scope: values }) => [consentType, principal, values]),
      [
        ["AllPrincipals", null, "User.Read"],
        ["AllPrincipals", null, "read"],
      ],
    );
    assert.equal((await page("&redirect_uri=https://example.com")).status, 400);
    sandbox.answerConsent("decline");
    assert.equal((await page("")).headers.get("location"), `${callback}?error=access_denied`);
    sandbox.answerConsent("accept");
  });

  it("for .default covers what the registration lists", async () => {
    const userRead = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";
    const listing = await registerApi(sandbox, {
      web: { redirectUris: [callback] },
      requiredResourceAccess: [
        {
          resourceAppId: "00000003-0000-0000-c000-000000000000",
          resourceAccess: [{ id: userRead, type: "Scope" }],
        },
      ],
    });
    const answer = await signIn(sandbox, listing, "https://graph.microsoft.com/.default");
    assert.equal(claimsOf(answer)["scp"], "User.Read");
    assert.equal(answer.body["scope"], "https://graph.microsoft.com/User.Read");
  });
});
