import assert from "node:assert/strict";
import { cloudNamed } from "../../model/cloud";
import { adminConsentUrl, connectionScope, fullScopeNames, icertisHandoff, scopeValueOf } from "../../model/handoff";
import { tokenContract } from "../../model/token";

const ids = {
  tenantId: "72f988bf-86f1-41af-91ab-2d7cd011db47",
  clientId: "c11e0000-0000-4000-8000-000000000001",
  objectId: "0b1ec700-0000-4000-8000-000000000001",
  servicePrincipalObjectId: "5e121ce0-0000-4000-8000-000000000001",
};

describe("icertisHandoff", () => {
  it("holds the four values Icertis asks for, and the service principal and version 1 document beside them", () => {
    const contract = tokenContract(cloudNamed("public"), ids.tenantId, ids.clientId, false);
    assert.deepEqual(Object.entries(icertisHandoff(ids, contract)), [
      ["applicationClientId", ids.clientId],
      ["directoryTenantId", ids.tenantId],
      ["objectId", ids.objectId],
      [
        "openIdConnectMetadataDocument",
        "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0/.well-known/openid-configuration",
      ],
      ["servicePrincipalObjectId", ids.servicePrincipalObjectId],
      [
        "v1MetadataDocument",
        "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/.well-known/openid-configuration",
      ],
    ]);
  });
});

describe("the UiPath connection's scope", () => {
  it("is every scope's full name, then what brings oid and a refresh token", () => {
    const names = fullScopeNames(ids.clientId, ["user_impersonation", "Agreements.Read"]);
    assert.deepEqual(names, [
      "api://c11e0000-0000-4000-8000-000000000001/user_impersonation",
      "api://c11e0000-0000-4000-8000-000000000001/Agreements.Read",
    ]);
    assert.equal(
      connectionScope(names),
      "api://c11e0000-0000-4000-8000-000000000001/user_impersonation api://c11e0000-0000-4000-8000-000000000001/Agreements.Read openid profile offline_access",
    );
  });
});

describe("full names of scopes", () => {
  it("are in the form whose audience ICI accepts, and give the value back, whatever is in it", () => {
    const values = ["user_impersonation", "contracts/read", "api://x/y"];
    for (const guidForm of [false, true]) {
      const names = fullScopeNames(ids.clientId, values, guidForm);
      assert.equal(names[0], `${guidForm ? "" : "api://"}${ids.clientId}/user_impersonation`);
      assert.deepEqual(names.map(scopeValueOf), values);
    }
  });
});

describe("adminConsentUrl", () => {
  it("names what the connection asks for, and leads back to an address that can be reached", () => {
    const callback = "https://cloud.uipath.com/provisioning_/callback";
    const request = { ...ids, scopes: fullScopeNames(ids.clientId, ["contracts/read"]) };
    const at = (...redirectUris: string[]) =>
      new URL(adminConsentUrl(cloudNamed("china"), { ...request, redirectUris }));
    const url = at("http://localhost:8400/callback", callback);
    assert.equal(
      url.origin + url.pathname,
      `https://login.partner.microsoftonline.cn/${ids.tenantId}/v2.0/adminconsent`,
    );
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      client_id: ids.clientId,
      scope: `api://${ids.clientId}/contracts/read openid profile offline_access`,
      redirect_uri: callback,
    });
    assert.ok(!url.search.includes("+"));
    assert.equal(at("http://localhost/callback").searchParams.get("redirect_uri"), "http://localhost/callback");
  });
});
