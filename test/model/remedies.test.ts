import assert from "node:assert/strict";
import { remedyFor } from "../../model/remedies";

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
  ] as const) {
    it(`knows what to do about ${type.split(":").at(-1)}: ${error}`, () => {
      assert.match(remedyFor(type, error) ?? "", remedy);
    });
  }

  it("adds nothing where nothing is known", () => {
    assert.equal(remedyFor(application, "503 Service Unavailable"), undefined);
    assert.equal(remedyFor(application, "VaultAlreadyExists"), undefined);
  });
});
