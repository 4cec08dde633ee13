import assert from "node:assert/strict";
import { scopeTexts } from "../../model/scopes";

describe("scopeTexts", () => {
  it("derives type and texts from the value", () => {
    assert.deepEqual(scopeTexts({ value: "user_impersonation" }), {
      value: "user_impersonation",
      type: "User",
      displayName: "User impersonation",
      description:
        "Lets the application call the Icertis API on behalf of the signed-in user with the permission user_impersonation.",
    });
    assert.equal(scopeTexts({ value: "Agreements.Read.All" }).displayName, "Agreements Read All");
    assert.equal(scopeTexts({ value: "*" }).displayName, "*");
  });

  it("takes what is configured instead", () => {
    const scope = { value: "a", type: "Admin", displayName: "Title", description: "Text" };
    assert.deepEqual(scopeTexts(scope), scope);
  });
});
