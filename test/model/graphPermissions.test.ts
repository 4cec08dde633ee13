import assert from "node:assert/strict";
import { graphClientId, signInPermissions } from "../../model/graphPermissions";
import { isGuid } from "../../model/guid";
import { openIdScopes } from "../../model/token";

describe("Graph permissions", () => {
  it("are those Microsoft publishes, the same in every tenant", () => {
    assert.equal(graphClientId, "00000003-0000-0000-c000-000000000000");
    assert.deepEqual(signInPermissions, {
      "User.Read": "e1fe6dd8-ba31-4d61-89e7-88639da4683d",
      openid: "37f7f235-527c-4136-accd-4a02d197296e",
      profile: "14dad69e-099b-42c9-810b-d002981feec1",
      offline_access: "7427e0e9-2fba-42fe-b0c0-848c9e6a8182",
    });
    assert.ok(Object.values(signInPermissions).every(isGuid));
  });

  it("hold all that the connection's scope asks for", () => {
    assert.deepEqual(
      openIdScopes.filter((scope) => !(scope in signInPermissions)),
      [],
    );
  });
});
