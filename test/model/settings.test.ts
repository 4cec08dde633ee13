import assert from "node:assert/strict";
import { formatProblems } from "../../model/problem";
import { keysOf, readOAuth, settingsOf } from "./settingsOf";

const id = "0a000000-0000-4000-8000-00000000000a";
const vaultId =
  "/subscriptions/50b5c000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/team";
const newVault = (members: object) => ({ vault: { resourceGroup: "rg", ...members } });

/** Each setting in forms that are taken. */
const taken: Readonly<Record<string, readonly unknown[]>> = {
  displayName: ["x", "x".repeat(120), "365"],
  cloud: ["public", "usgovernment", "dod", "china"],
  owners: [[], [id, id.replace("a", "b")]],
  scopes: [
    [{ value: "aZ09:!#$%&'()*+,-./;<=>?@[]^_{}~`|" }, { value: "x".repeat(120) }, { value: "contracts/read" }],
    [{ value: "constructor", displayName: "A", description: "b", type: "Admin", id }, { value: "toString" }],
  ],
  instance: ["acme", "acme-uat"],
  vault: [
    { resourceGroup: "rg", name: "icm-dev", location: "westeurope", readers: [{ objectId: id, type: "Group" }] },
    { existing: vaultId, secretOutputs: false },
  ],
  adopt: [{ applicationObjectId: id, servicePrincipalObjectId: id, scopeIds: { user_impersonation: id } }],
};

/** Settings that are not taken, and the keys of the problems. */
const rejected: readonly (readonly [Readonly<Record<string, unknown>>, ...string[]])[] = [
  [{ authentication: "saml" }, "authentication"],
  [{ owners: undefined }, "owners"],
  [{ displayName: "" }, "displayName"],
  [{ displayName: "   " }, "displayName"],
  [{ displayName: "x".repeat(121) }, "displayName"],
  [{ displayName: "x".repeat(114), clientApplication: "separate" }, "displayName"],
  [{ protect: "yes" }, "protect"],
  [{ clientApplication: "two" }, "clientApplication"],
  [{ cloud: "Public" }, "cloud"],
  [{ redirectUris: "https://x/" }, "redirectUris"],
  [{ redirectUris: [1] }, "redirectUris[0]"],
  [{ owners: ["anna@contoso.com", id, id.toUpperCase()] }, "owners[0]", "owners[2]"],
  [{ owners: [id, id.toUpperCase()] }, "owners[1]"],
  [{ scopes: [] }, "scopes"],
  [{ scopes: ["a"] }, "scopes[0]"],
  [{ scopes: [{}] }, "scopes[0].value"],
  ...["", "x".repeat(121), "user impersonation", ".default", "accès", 'a"b', "a\\b", "read\n"].map(
    (value) => [{ scopes: [{ value }] }, "scopes[0].value"] as const,
  ),
  [
    { scopes: [{ value: "a" }, { value: " ", type: "user", displayName: " ", description: "", id: "1" }] },
    ...["value", "displayName", "description", "type", "id"].map((member) => `scopes[1].${member}`),
  ],
  [{ scopes: [{ value: "a", id }, { value: "A", id: id.toUpperCase() }, { value: "a" }] }, "scopes[2]", "scopes[1]"],
  [{ scopes: Array.from({ length: 130 }, (_, index) => ({ value: `agreements_${index}` })) }, "scopes"],
  [{ rotation: "2026-11-23" }, "rotation"],
  [{ instance: "https://acme.icertis.com" }, "instance"],
  [{ apiKey: "k" }, "apiKey"],
  [{ apiKeyExpiresOn: "2027-03-01" }, "apiKeyExpiresOn"],
  [{ vault: {} }, "vault.resourceGroup"],
  [{ vault: { existing: vaultId, resourceGroup: "rg", name: "other" } }, "vault.resourceGroup", "vault.name"],
  [{ vault: { existing: "team" } }, "vault.existing"],
  [newVault({ name: "icm--dev" }), "vault.name"],
  [newVault({ name: "1cm" }), "vault.name"],
  [newVault({ name: "a".repeat(25) }), "vault.name"],
  [newVault({ readers: [{ objectId: "me", type: "Robot" }] }), "vault.readers[0].objectId", "vault.readers[0].type"],
  [
    { adopt: { applicationObjectId: "ICM", servicePrincipalObjectId: "x", scopeIds: { a: "1" } } },
    ...["applicationObjectId", "servicePrincipalObjectId", "scopeIds.a"].map((member) => `adopt.${member}`),
  ],
  [{ adopt: { applicationObjectId: id }, clientApplication: "separate" }, "adopt"],
];

describe("settings", () => {
  it("are texts as they are and JSON for everything else, defaults filled in", () => {
    assert.deepEqual(readOAuth({ vault: { resourceGroup: "rg" } }), {
      authentication: "oauth",
      displayName: "ICM API",
      redirectUris: ["https://cloud.uipath.com/provisioning_/callback"],
      implicitAccessTokens: true,
      assignmentRequired: false,
      scopes: [{ value: "user_impersonation" }],
      rotation: {
        firstIssued: Date.UTC(2026, 10, 23),
        lifetimeDays: 365,
        overlapDays: 60,
        description: "API secret",
        keep: [],
        allowRevocationUntil: 0,
      },
      owners: [],
      protect: false,
      clientApplication: "same",
      acceptGuidAudience: false,
      cloud: "public",
      adminConsent: false,
      vault: { resourceGroup: "rg", readers: [], secretOutputs: true, publicNetworkAccess: false },
    });
  });

  for (const [key, values] of Object.entries(taken)) {
    it(`take ${key}`, () => {
      for (const value of values) assert.deepEqual(keysOf({ [key]: value }), [], JSON.stringify(value));
    });
  }

  for (const [changes, ...keys] of rejected) {
    it(`refuse ${JSON.stringify(changes).slice(0, 60)}`, () => assert.deepEqual(keysOf(changes), keys));
  }

  it("must be of the cloud the provider works with, under each of its names", () => {
    for (const [cloud, environment] of [
      ["public", "global"],
      ["usgovernment", "usgovernmentl4"],
      ["dod", "USGovernmentL5"],
    ] as const) {
      assert.deepEqual(keysOf({ cloud }, { providerEnvironment: environment }), []);
      assert.deepEqual(keysOf({ cloud: "china" }, { providerEnvironment: environment }), ["cloud"]);
    }
  });

  it("are rejected all at once, cross-field rules beside misshapen siblings", () => {
    const changes = {
      colour: "red",
      protect: "no",
      displayName: "x".repeat(120),
      clientApplication: "separate",
      scopes: [{ value: 1, name: "b" }],
      rotation: {
        firstissued: "x",
        lifetimeDays: 30,
        overlapDays: 16,
        description: 1,
        keep: [{ issued: "2026-01-01" }],
      },
    };
    assert.deepEqual(keysOf(changes).sort(), [
      "colour",
      "displayName",
      "protect",
      "rotation.description",
      "rotation.firstIssued",
      "rotation.firstissued",
      "rotation.keep[0].expires",
      "rotation.overlapDays",
      "scopes[0].name",
      "scopes[0].value",
    ]);
  });

  it("are told with the value, what is allowed and what to do", () => {
    const problems = settingsOf({ protect: "yes", displayname: "x" });
    assert.ok(Array.isArray(problems));
    const [wrong = "", unknown = ""] = formatProblems(problems, "icertis-access:").split("\n");
    assert.equal(wrong, '  icertis-access:protect: got "yes"; must be true or false; write it without quotes');
    assert.match(unknown, /^ {2}icertis-access:displayname: .*did you mean displayName\? known here: authentication, /);
  });

  for (const [changes, nearest] of [
    [{ redirectUri: "x" }, "redirectUris"],
    [{ "rotation.firstIssued": "x" }, "rotation"],
    [{ scopes: [{ value: "a", displayname: "A" }] }, "displayName"],
  ] as const) {
    it(`name the nearest setting to an unknown one: ${nearest}`, () => {
      const problems = settingsOf(changes);
      assert.ok(Array.isArray(problems) && problems[0]?.message.includes(`did you mean ${nearest}?`));
    });
  }
});

describe("settings with an API key", () => {
  const apiKey = { authentication: "apiKey", instance: "acme", apiKey: "AbC+/=123", rotation: {} };

  it("need the instance and the key, stored as a secret, and nothing of a registration", () => {
    assert.deepEqual(keysOf(apiKey, { apiKeyStored: "secret" }), []);
    const dated = (apiKeyExpiresOn: string) => keysOf({ ...apiKey, apiKeyExpiresOn }, { apiKeyStored: "secret" });
    assert.deepEqual([dated("2027-03-01"), dated("soon")], [[], ["apiKeyExpiresOn"]]);
    assert.deepEqual(keysOf({ ...apiKey, instance: undefined, apiKey: undefined }), ["instance", "apiKey"]);
    assert.deepEqual(keysOf({ ...apiKey, vault: {}, colour: "red" }, { apiKeyStored: "secret" }), [
      "vault.resourceGroup",
      "colour",
    ]);
  });

  it("take no key in plain text, nor one with quotes or spaces, and no message repeats it", () => {
    for (const [key, apiKeyStored] of [
      ["plain-key", "plain"],
      ['"quoted"', "secret"],
      ["two words", "secret"],
      ["line\n", "secret"],
    ] as const) {
      const problems = settingsOf({ ...apiKey, apiKey: key }, { apiKeyStored });
      assert.ok(Array.isArray(problems) && problems.length === 1);
      assert.equal(problems[0]?.message.includes(key), false);
    }
  });
});
