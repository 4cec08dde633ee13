import assert from "node:assert/strict";
import { drifted, missingFrom, unseenRemovals } from "../../model/propertyDrift";

describe("what an update would write over", () => {
  const paths = ["notes", "tags", "web.logoutUrl", "accountEnabled", "groupMembershipClaims"];

  it("is what Entra ID has another value of than the state", () => {
    const found = { notes: "new", tags: ["b", "a"], web: { logoutUrl: "https://x.example" }, accountEnabled: false };
    const held = { notes: "old", tags: ["a", "b"], web: {}, accountEnabled: true };
    assert.deepEqual(drifted(paths, found, held), [
      { path: "notes", found: "new" },
      { path: "web.logoutUrl", found: "https://x.example" },
      { path: "accountEnabled", found: false },
    ]);
  });

  it("is nothing where both write nothing in another way", () => {
    const found = { notes: "", tags: [], web: { logoutUrl: null }, groupMembershipClaims: [""] };
    assert.deepEqual(drifted(paths, found, { accountEnabled: false }), []);
  });
});

describe("what an update would remove from a list", () => {
  const inputs = (redirectUris: string[], scopes: string[] = ["read"]) => ({
    web: { redirectUris },
    api: { oauth2PermissionScopes: scopes.map((value) => ({ value })) },
  });

  it("is what neither the program nor the state lists", () => {
    const update = {
      found: inputs(["https://a.example/", "https://b.example/", "https://c.example/"]),
      held: inputs(["https://a.example/", "https://b.example/"]),
      oldInputs: inputs(["https://a.example/", "https://b.example/"]),
      newInputs: inputs(["https://a.example/"]),
    };
    assert.deepEqual(unseenRemovals(update), [{ path: "web.redirectUris", found: ["https://c.example/"] }]);
  });

  it("counts scopes only where they change: else they are not sent", () => {
    const known = inputs([], ["read"]);
    const found = inputs([], ["read", "write"]);
    const update = { found, held: known, oldInputs: known, newInputs: known };
    assert.deepEqual(unseenRemovals(update), []);
    const changed = { ...update, newInputs: inputs([], ["read", "sign"]) };
    assert.deepEqual(unseenRemovals(changed), [{ path: "api.oauth2PermissionScopes", found: ["write"] }]);
  });

  it("counts permissions by resource and id", () => {
    const access = (...ids: string[]) => ({
      requiredResourceAccesses: [{ resourceAppId: "graph", resourceAccesses: ids.map((id) => ({ id })) }],
    });
    const update = { found: access("1", "2"), held: access("1"), oldInputs: access("1"), newInputs: access("1", "3") };
    assert.deepEqual(unseenRemovals(update), [{ path: "requiredResourceAccesses", found: ["graph/2"] }]);
  });

  it("is nothing in a list that the program does not state", () => {
    const found = inputs(["https://a.example/"]);
    assert.deepEqual(unseenRemovals({ found, held: {}, oldInputs: {}, newInputs: {} }), []);
  });
});

describe("ids missing from lists", () => {
  it("compare without regard to case", () => {
    assert.deepEqual(missingFrom(["A1", "b2", "c3"], ["a1"], ["C3"]), ["b2"]);
  });
});
