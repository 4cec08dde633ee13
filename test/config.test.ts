import assert from "node:assert/strict";
import { settingKeys } from "../model/settings";
import { configOf, refusalOf } from "./configOf";

/** `rotation` as a stack has it that changes some of its members. */
function rotation(members: Readonly<Record<string, unknown>>) {
  return { rotation: { firstIssued: "2026-11-23", ...members } };
}

describe("readConfig", () => {
  it("reads dev, the defaults of Pulumi.yaml merged, and the instant to the second", async () => {
    assert.deepEqual(await configOf(), {
      settings: {
        authentication: "oauth",
        displayName: "ICM API (Dev)",
        redirectUris: ["https://cloud.uipath.com/provisioning_/callback", "http://localhost:8400/callback"],
        implicitAccessTokens: true,
        scopes: [{ value: "user_impersonation" }],
        rotation: {
          firstIssued: "2026-11-23",
          lifetimeDays: 180,
          overlapDays: 30,
          description: "ICM API secret which will be used for Access Tokens",
        },
        owners: [],
        protect: false,
        clientApplication: "same",
        acceptGuidAudience: false,
        cloud: "public",
        adminConsent: false,
      },
      now: "2026-11-23T09:15:30Z",
    });
  });

  it("reads prod, which differs as a production does", async () => {
    const { settings } = await configOf({}, { stack: "prod" });
    const { displayName, redirectUris, protect, rotation } = settings;
    assert.deepEqual(
      { displayName, redirectUris, protect, rotation },
      {
        displayName: "ICM API",
        redirectUris: ["https://cloud.uipath.com/provisioning_/callback"],
        protect: true,
        rotation: {
          firstIssued: "2026-11-23",
          lifetimeDays: 365,
          overlapDays: 60,
          description: "ICM API secret which will be used for Access Tokens",
        },
      },
    );
  });

  it("takes an unquoted date as the CLI passes it on", async () => {
    const { settings } = await configOf(rotation({ firstIssued: "2026-11-23 00:00:00 +0000 UTC" }));
    assert.equal(settings.rotation.firstIssued, "2026-11-23 00:00:00 +0000 UTC");
  });

  it("leaves other namespaces alone", async () => {
    await configOf({ "azuread:tenantId": "t", "icertis:displayname": "x", "icertis-access-2:foo": "bar" });
  });
});

describe("a refused configuration", () => {
  it("tells what is wrong with the rest of rotation where only keep is misshapen", async () => {
    const overrides = rotation({ lifetimeDays: 800, keep: [{ issued: "2026-01-01" }] });
    const lines = await refusalOf(overrides);
    assert.deepEqual(lines, [
      "icertis-access:rotation.keep[0].expires: is required; add it to the stack's file",
      "icertis-access:rotation.lifetimeDays: got 800; must be a whole number of days from 2 to 730, the 24 months Entra ID accepts; 365 is the source document's, Microsoft recommends less than 12 months",
    ]);
  });

  for (const { overrides, refusal } of [
    {
      overrides: rotation({ firstIssued: undefined }),
      refusal:
        'rotation.firstIssued: is required: it anchors the rotation of the client secret; add to the stack\'s configuration, under icertis-access:rotation, the line\n      firstIssued: "2026-11-23"',
    },
    {
      overrides: rotation({ firstIssued: "23.11.2026" }),
      refusal:
        'rotation.firstIssued: got "23.11.2026"; must be a UTC day such as "2026-11-23" or an instant with Z or an offset; write firstIssued: "2026-11-23"; it is 2026-11-23T09:15:30Z now',
    },
    {
      overrides: rotation({ firstIssued: "2026-11-24" }),
      refusal:
        'rotation.firstIssued: got "2026-11-24"; must not be more than 5 minutes in the future; it is 2026-11-23T09:15:30Z now; write firstIssued: "2026-11-23", or correct this machine\'s clock',
    },
    {
      overrides: rotation({ overlapDays: 183 }),
      refusal:
        "rotation.overlapDays: got 183; must be a whole number of days from 1 to half the lifetime, so that at most two secrets overlap; the largest for 365 days is 182",
    },
    {
      overrides: rotation({ overlapDays: 59.5 }),
      refusal:
        "rotation.overlapDays: got 59.5; must be a whole number of days from 1 to half the lifetime, so that at most two secrets overlap; the largest for 365 days is 182",
    },
    {
      overrides: rotation({ lifetimeDays: 731 }),
      refusal:
        "rotation.lifetimeDays: got 731; must be a whole number of days from 2 to 730, the 24 months Entra ID accepts; 365 is the source document's, Microsoft recommends less than 12 months",
    },
    {
      overrides: rotation({ keep: [{ issued: "x", expires: "2027-01-01" }] }),
      refusal:
        'rotation.keep[0]: got {"issued":"x","expires":"2027-01-01"}; issued and expires each must be a UTC day such as "2026-11-23" or an instant with Z or an offset; copy clientSecretIssuedOn and clientSecretExpiresOn from the outputs',
    },
    {
      overrides: rotation({ keep: "2026-01-01" }),
      refusal: 'rotation.keep: got "2026-01-01"; must be a list; write one entry per line, each after a dash',
    },
    {
      overrides: { displayName: "x".repeat(121) },
      refusal: `displayName: got "${"x".repeat(121)}"; must be 1 to 120 characters long, not only spaces; choose a name such as "ICM API"`,
    },
    {
      overrides: { redirectUris: [] },
      refusal:
        "redirectUris: got []; must hold 1 to 256 URIs; list the redirect URI UiPath shows when the connection is made (Automation Cloud: https://cloud.uipath.com/provisioning_/callback)",
    },
    {
      overrides: { redirectUris: ["https://a/", "https://a/"] },
      refusal: 'redirectUris[1]: got "https://a/"; must be listed once; remove the repeated URI',
    },
    {
      overrides: { scopes: [] },
      refusal:
        "scopes: got []; must hold at least one scope: without one no client can ask for a token; add `- value: user_impersonation`",
    },
    {
      overrides: { scopes: [{ value: "a" }, { value: "a" }] },
      refusal:
        'scopes[1].value: got "a"; must be unique among the scopes; remove the repeated scope or give it another value',
    },
    {
      overrides: { owners: ["me"] },
      refusal:
        'owners[0]: got "me"; must be the object id (a GUID) of a user or service principal; look it up with `az ad user show --id NAME --query id` or `az ad sp show --id CLIENT_ID --query id`',
    },
    {
      overrides: { redirectUri: "https://a/" },
      refusal: `redirectUri: is not a setting of this program; did you mean redirectUris? known here: ${settingKeys.join(", ")}`,
    },
    {
      overrides: { protect: "yes" },
      refusal: 'protect: got "yes"; must be true or false; write it without quotes',
    },
    {
      overrides: { cloud: "moon" },
      refusal:
        'cloud: got "moon"; must be one of public, usgovernment, dod, china; public is right for commercial tenants and GCC',
    },
  ]) {
    it(`names key, value, rule and remedy: ${refusal.slice(0, 50)}`, async () => {
      assert.deepEqual(await refusalOf(overrides), [`icertis-access:${refusal}`]);
    });
  }

  it("names every problem at once, whether of shape or of value", async () => {
    const lines = await refusalOf({
      displayname: "x",
      protect: "yes",
      redirectUris: ["http://contoso.com", "https://a/#b"],
      scopes: [{ value: "a b", name: "c" }],
      owners: ["me"],
      cloud: "china",
      ...rotation({ firstIssued: undefined, lifetimeDays: 1.5, firstissued: "2026-11-23" }),
    });
    assert.deepEqual(
      lines.map((line) => /^icertis-access:(.+?): /.exec(line)?.[1]),
      [
        "rotation.firstissued",
        "displayname",
        "scopes[0].name",
        "protect",
        "redirectUris[0]",
        "redirectUris[0]",
        "redirectUris[1]",
        "scopes[0].value",
        "rotation.firstIssued",
        "rotation.lifetimeDays",
        "owners[0]",
        "cloud",
      ],
    );
  });
});
