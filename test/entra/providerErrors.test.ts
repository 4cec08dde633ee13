import assert from "node:assert/strict";
import { remedyFor } from "../../entra/providerErrors";

const grant = "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant";
const application = "azuread:index/application:Application";
const password = "azuread:index/applicationPassword:ApplicationPassword";
const uri = "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri";
const vault = "azure-native:keyvault:Vault";

describe("remedies", () => {
  for (const [type, error, remedy] of [
    [grant, "403 Authorization_RequestDenied: Insufficient privileges", /^granting admin consent needs DelegatedPerm/],
    [grant, "Request_MultipleObjectsWithSameKeyValue", /^an administrator has consented before/],
    [application, "403 with error: Authorization_RequestDenied", /make it an owner of the application/],
    [password, "CredentialInvalidLifetimeAsPerAppPolicy: The lifetime", /set rotation\.lifetimeDays to at most/],
    [password, "CredentialTypeNotAllowedAsPerAppPolicy", /^a policy of the tenant forbids client secrets/],
    [uri, "A resource with the ID already exists - to be managed", /^an earlier run was cut short.*set adopt:/],
    [vault, 'Code="VaultAlreadyExists" The name is already in use.', /set vault\.name to another name/],
    [vault, "ConflictError: A vault with the same name already exists in deleted state", /az keyvault recover/],
    [password, "No password credential found with ID", /run `pulumi up --refresh`/],
    [application, "Post: HTTP response was nil; connection may have been reset", /then `icertis-access doctor`/],
    [application, "unexpected status 429 (429 Too Many Requests) with error: TooManyRequests", /in a few minutes$/],
    [password, "409 Conflict with error: Directory_ConcurrencyViolation", /^something else changed the application/],
    [
      application,
      "Timed out whilst waiting for it to be replicated in Azure AD: 404",
      /run `pulumi up` again in a min/,
    ],
    [uri, "expected non-nil error with nil state during Create", /^Entra ID has not yet copied/],
    [password, "unexpected status 503 (503 Service Unavailable)", /^Entra ID is in trouble, not this configuration/],
  ] as const) {
    it(`knows what to do about ${type.split(":").at(-1)}: ${error}`, () => {
      assert.match(remedyFor(type, error) ?? "", remedy);
    });
  }

  it("adds nothing where nothing is known", () => {
    assert.equal(remedyFor(application, "Invalid value specified for property"), undefined);
    assert.equal(remedyFor(application, "VaultAlreadyExists"), undefined);
  });
});
