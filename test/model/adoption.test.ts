import assert from "node:assert/strict";
import { adoptionLosses, adoptProblems, type AdoptingSettings, type FoundApplication } from "../../model/adoption";

const id = (n: number) => `0a000000-0000-4000-8000-00000000000${n}`;
const found: FoundApplication = {
  displayName: "ICM API",
  clientId: id(1),
  signInAudience: "AzureADMyOrg",
  redirectUris: ["https://a.example/cb"],
  owners: [id(2), id(3)],
  scopeIds: { user_impersonation: id(4) },
  appRoleValues: [],
};
const settings: AdoptingSettings = {
  adopt: { applicationObjectId: id(5) },
  redirectUris: ["https://a.example/cb", "https://b.example/cb"],
  scopes: [{ value: "user_impersonation" }, { value: "new" }],
};
const owners = [id(2), id(3).toUpperCase()];
const losses = (change: Partial<FoundApplication>, stated: Partial<AdoptingSettings> = {}, by = owners) =>
  adoptionLosses({ ...found, ...change }, { ...settings, ...stated }, by).map(({ key, rule }) => `${key} ${rule}`);

describe("adoption", () => {
  it("loses nothing where the configuration states all there is", () => {
    assert.deepEqual(losses({}), []);
  });

  it("names every redirect URI, owner and scope that would go", () => {
    assert.deepEqual(
      losses(
        {
          redirectUris: ["https://a.example/cb", "https://c.example/cb"],
          scopeIds: { user_impersonation: id(4), old: id(6) },
        },
        {},
        [id(2)],
      ),
      [
        "redirectUris must hold the redirect URIs the application has, and adopting it would remove https://c.example/cb",
        `owners must hold the owners the application has, and adopting it would remove ${id(3)}`,
        "scopes must hold the scopes the application has, and adopting it would remove old",
      ],
    );
  });

  it("refuses an application open to other tenants", () => {
    assert.deepEqual(losses({ signInAudience: "AzureADMultipleOrgs" }), [
      'adopt.applicationObjectId names the application "ICM API", which is open to other tenants, and this program makes it single tenant',
    ]);
  });

  it("refuses scope ids that are not those of the application", () => {
    assert.deepEqual(
      losses(
        {},
        {
          adopt: { applicationObjectId: id(5), scopeIds: { user_impersonation: id(7), gone: id(8) } },
          scopes: [
            { value: "user_impersonation", id: id(9) },
            { value: "new", id: id(6) },
          ],
        },
      ),
      [
        `adopt.scopeIds.user_impersonation differs from the id the scope has, ${id(4)}: every consent to it would be lost`,
        "adopt.scopeIds.gone names a scope that the application does not have",
        `scopes[0].id differs from the id the scope has, ${id(4)}: every consent to it would be lost`,
      ],
    );
  });

  it("refuses a scope with the value of an app role", () => {
    assert.deepEqual(losses({ appRoleValues: ["new"] }), [
      "scopes is the value of an app role of the application, and the two may not share one",
    ]);
  });

  it("checks ids before any call, and takes over one registration only", () => {
    assert.deepEqual(adoptProblems({ applicationObjectId: id(5) }, "same"), []);
    const wrong = { applicationObjectId: "ICM", servicePrincipalObjectId: "x", scopeIds: { a: "1" } };
    assert.deepEqual(
      adoptProblems(wrong, "separate").map(({ key }) => key),
      ["adopt.applicationObjectId", "adopt.servicePrincipalObjectId", "adopt.scopeIds.a", "adopt"],
    );
  });
});
