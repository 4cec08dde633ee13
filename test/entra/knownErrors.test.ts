import assert from "node:assert/strict";
import { knownError } from "../../entra/knownErrors";

const grant = "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant";
const application = "azuread:index/application:Application";
const password = "azuread:index/applicationPassword:ApplicationPassword";
const uri = "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri";
const vault = "azure-native:keyvault:Vault";

describe("known errors", () => {
  for (const [type, text, code] of [
    [grant, "403 Authorization_RequestDenied: Insufficient privileges", "consent-not-allowed"],
    [grant, "Request_MultipleObjectsWithSameKeyValue", "consent-exists"],
    [application, "403 with error: Authorization_RequestDenied", "graph-not-allowed"],
    [password, "CredentialInvalidLifetimeAsPerAppPolicy: The lifetime", "secret-lifetime-policy"],
    [password, "CredentialTypeNotAllowedAsPerAppPolicy", "secret-type-policy"],
    [uri, "A resource with the ID already exists - to be managed", "object-exists"],
    ["azuread:index/applicationPreAuthorized:ApplicationPreAuthorized", "already exists", "object-exists"],
    [vault, 'Code="VaultAlreadyExists" The name is already in use.', "vault-name-taken"],
    [vault, "ConflictError: A vault with the same name already exists in deleted state", "vault-deleted"],
    [password, '[application_id] Application (Application: "0b1e") was not found', "application-gone"],
    [application, "Could not create application: 404 with error: Request_ResourceNotFound", "owner-unknown"],
    [password, "No password credential found with ID", "secret-gone"],
    [application, "Post: HTTP response was nil; connection may have been reset", "connection-broken"],
    [application, "unexpected status 429 (429 Too Many Requests) with error: TooManyRequests", "throttled"],
    [password, "409 Conflict with error: Directory_ConcurrencyViolation", "concurrent-change"],
    [application, "Timed out whilst waiting for it to be replicated in Azure AD: 404", "not-replicated"],
    [uri, "expected non-nil error with nil state during Create", "not-replicated"],
    [password, "unexpected status 503 (503 Service Unavailable)", "service-unavailable"],
    [undefined, "AADSTS700213: No matching federated identity record", "federated-credential-missing"],
    [undefined, "AADSTS501661: Request to External OIDC endpoint failed.", "aadsts50166"],
    [undefined, "CNS1008: could not refresh", "cns1008"],
  ] as const) {
    it(`knows ${code}: ${text}`, () => {
      assert.equal(knownError(text, { ...(type && { type }) })?.code, code);
    });
  }

  it("knows nothing of the rest", () => {
    assert.equal(knownError("Invalid value specified for property", { type: application }), undefined);
    assert.equal(knownError("VaultAlreadyExists", { type: application }), undefined);
    assert.equal(knownError("AADSTS7000216: another"), undefined);
  });

  it("tells who is to act, and names the stack", () => {
    const text = "AADSTS700016: not found";
    const hints = (["application", "deployer"] as const).map((asker) => knownError(text, { asker })?.hint);
    assert.match(hints[0] ?? "", /outputs of this stack/);
    assert.match(hints[1] ?? "", /bootstrap/);
    const hint = knownError("already exists", { type: uri, stack: "prod" })?.hint;
    assert.match(hint ?? "", /doctor --fix --stack prod/);
  });
});
