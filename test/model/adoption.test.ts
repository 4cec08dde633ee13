import assert from "node:assert/strict";
import { adoptionLosses, type AdoptingSettings, type FoundApplication } from "../../model/adoption";

const id = (n: number) => `0a000000-0000-4000-8000-00000000000${n}`;
const found: FoundApplication = {
  displayName: "ICM API",
  clientId: id(1),
  signInAudience: "AzureADMyOrg",
  redirectUris: ["https://a.example/cb"],
  owners: [id(2), id(3)],
  scopeIds: { user_impersonation: id(4) },
  appRoleValues: [],
  assignmentRequired: false,
};
const settings: AdoptingSettings = {
  adopt: { applicationObjectId: id(5) },
  redirectUris: ["https://a.example/cb", "https://b.example/cb"],
  scopes: [{ value: "user_impersonation" }, { value: "new" }],
  assignmentRequired: false,
};
const owners = [id(2), id(3).toUpperCase()];
const losses = (change: Partial<FoundApplication>, stated: Partial<AdoptingSettings> = {}, by = owners) =>
  adoptionLosses({ ...found, ...change }, { ...settings, ...stated }, by).map(
    ({ key, message }) => `${key}: ${message}`,
  );

describe("adoption", () => {
  it("loses nothing where the configuration states all there is", () => {
    assert.deepEqual(losses({}), []);
  });

  it("names every redirect URI, owner and scope that would go, with the list to paste", () => {
    const redirectUris = ["https://a.example/cb", "https://c.example/cb"];
    const scopeIds = { user_impersonation: id(4), constructor: id(6) };
    const lines = losses({ redirectUris, scopeIds }, {}, [id(2)]);
    assert.deepEqual(
      lines.map((line) => /^(\w+): .* would remove (\S+);/.exec(line)?.slice(1)),
      [
        ["redirectUris", "https://c.example/cb"],
        ["owners", id(3)],
        ["scopes", "constructor"],
      ],
    );
    assert.ok(lines[1]?.includes(`write ["${id(2)}","${id(3)}"]`));
  });

  for (const [title, change, stated, key] of [
    [
      "an application open to other tenants",
      { signInAudience: "AzureADMultipleOrgs" },
      {},
      "adopt.applicationObjectId",
    ],
    ["users who must be assigned", { assignmentRequired: true }, {}, "assignmentRequired"],
    ["a scope with the value of an app role", { appRoleValues: ["new"] }, {}, "scopes"],
    [
      "another id than a scope has",
      {},
      { adopt: { applicationObjectId: id(5), scopeIds: { user_impersonation: id(7) } } },
      "adopt.scopeIds.user_impersonation",
    ],
    [
      "the id of a scope that is not there",
      {},
      { adopt: { applicationObjectId: id(5), scopeIds: { toString: id(8) } } },
      "adopt.scopeIds.toString",
    ],
    ["another id in scopes", {}, { scopes: [{ value: "user_impersonation", id: id(9) }] }, "scopes[0].id"],
  ] as const) {
    it(`refuses ${title}`, () => {
      assert.deepEqual(
        losses(change, stated as Partial<AdoptingSettings>).map((line) => line.split(": ")[0]),
        [key],
      );
    });
  }

  it("takes any id for a scope the application does not have", () => {
    assert.deepEqual(
      losses({}, { scopes: [{ value: "user_impersonation" }, { value: "constructor", id: id(6) }] }),
      [],
    );
  });
});
