import assert from "node:assert/strict";
import { formatProblems } from "../../model/problem";
import { readSettings, settingKeys } from "../../model/settings";

const right: Readonly<Record<string, string>> = {
  authentication: "oauth",
  displayName: "ICM API",
  redirectUris: '["https://cloud.uipath.com/provisioning_/callback"]',
  implicitAccessTokens: "true",
  scopes: '[{"value":"user_impersonation"}]',
  rotation: '{"firstIssued":"2026-11-23","lifetimeDays":365,"overlapDays":60,"description":"API secret"}',
  owners: "[]",
  protect: "false",
  clientApplication: "same",
  acceptGuidAudience: "false",
  cloud: "public",
  adminConsent: "false",
};

const problemsOf = (raw: Readonly<Record<string, string>>) =>
  formatProblems(readSettings({ ...right, ...raw }).problems);
const known =
  "authentication, displayName, redirectUris, implicitAccessTokens, scopes, rotation, owners, protect, clientApplication, acceptGuidAudience, cloud, adminConsent, instance, apiKey, vault, adopt";

function without<T extends object>(object: T, ...keys: (keyof T & string)[]): Partial<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([key]) => !keys.some((other) => other === key)),
  ) as Partial<T>;
}

describe("readSettings", () => {
  it("reads texts as they are and everything else as JSON", () => {
    assert.deepEqual(readSettings({ ...right, displayName: "365" }), {
      settings: {
        authentication: "oauth",
        displayName: "365",
        redirectUris: ["https://cloud.uipath.com/provisioning_/callback"],
        implicitAccessTokens: true,
        scopes: [{ value: "user_impersonation" }],
        rotation: { firstIssued: "2026-11-23", lifetimeDays: 365, overlapDays: 60, description: "API secret" },
        owners: [],
        protect: false,
        clientApplication: "same",
        acceptGuidAudience: false,
        cloud: "public",
        adminConsent: false,
      },
      problems: [],
    });
  });

  it("takes every optional member", () => {
    const keep = [{ issued: "2026-03-01", expires: "2027-03-01" }];
    const rotation = { lifetimeDays: 2, overlapDays: 1, description: "", keep, allowRevocationUntil: "2026-11-23" };
    const scopes = [{ value: "a", displayName: "b", description: "c", type: "User", id: "d" }];
    const raw = { ...right, rotation: JSON.stringify(rotation), scopes: JSON.stringify(scopes) };
    const { settings, problems } = readSettings(raw);
    assert.deepEqual(problems, []);
    assert.deepEqual([settings.rotation, settings.scopes], [rotation, scopes]);
  });

  for (const { raw, problem } of [
    {
      raw: { redirectUris: "https://x/" },
      problem: 'redirectUris: got "https://x/"; must be a list; write one entry per line, each after a dash',
    },
    { raw: { redirectUris: "[1]" }, problem: "redirectUris[0]: got 1; must be a text; put the value in quotes" },
    {
      raw: { scopes: '["a"]' },
      problem: 'scopes[0]: got "a"; must be an object; write its members below it, one `name: value` per line',
    },
    { raw: { scopes: "[{}]" }, problem: "scopes[0].value: is required; add it to the stack's file" },
    {
      raw: { scopes: '[{"value":true}]' },
      problem: "scopes[0].value: got true; must be a text; put the value in quotes",
    },
    { raw: { protect: "yes" }, problem: 'protect: got "yes"; must be true or false; write it without quotes' },
    {
      raw: { rotation: "2026-11-23" },
      problem: 'rotation: got "2026-11-23"; must be an object; write its members below it, one `name: value` per line',
    },
    {
      raw: { rotation: '{"lifetimeDays":"365","overlapDays":60,"description":""}' },
      problem: 'rotation.lifetimeDays: got "365"; must be a number; write digits without quotes',
    },
    {
      raw: { rotation: '{"lifetimeDays":365,"overlapDays":60,"description":"","keep":null}' },
      problem: "rotation.keep: got null; must be a list; write one entry per line, each after a dash",
    },
    {
      raw: { rotation: '{"lifetimeDays":365,"overlapDays":60,"description":"","keep":[{"issued":"2026-11-23"}]}' },
      problem: "rotation.keep[0].expires: is required; add it to the stack's file",
    },
    {
      raw: { authentication: "saml" },
      problem: 'authentication: got "saml"; must be "oauth" | "apiKey"; choose one of these',
    },
    {
      raw: { clientApplication: "two" },
      problem: 'clientApplication: got "two"; must be "same" | "separate"; choose one of these',
    },
  ]) {
    it(`refuses ${JSON.stringify(raw)}`, () => assert.equal(problemsOf(raw), `  ${problem}`));
  }

  it("refuses a missing setting", () => {
    const { settings, problems } = readSettings(without(right, "owners") as Record<string, string>);
    assert.equal(formatProblems(problems), "  owners: is required; add it to the stack's file");
    assert.equal("owners" in settings, false);
  });

  for (const { raw, key, nearest, among } of [
    { raw: { displayname: "x" }, key: "displayname", nearest: "displayName", among: known },
    { raw: { redirectUri: "x" }, key: "redirectUri", nearest: "redirectUris", among: known },
    { raw: { "rotation.firstIssued": "x" }, key: "rotation.firstIssued", nearest: "rotation", among: known },
    { raw: { toString: "x" }, key: "toString", nearest: "rotation", among: known },
    {
      raw: { rotation: '{"firstissued":"x","lifetimeDays":365,"overlapDays":60,"description":""}' },
      key: "rotation.firstissued",
      nearest: "firstIssued",
      among: "firstIssued, lifetimeDays, overlapDays, description, keep, allowRevocationUntil",
    },
    {
      raw: {
        rotation:
          '{"lifetimeDays":365,"overlapDays":60,"description":"","keep":[{"issued":"","expires":"","expired":""}]}',
      },
      key: "rotation.keep[0].expired",
      nearest: "expires",
      among: "issued, expires",
    },
    {
      raw: { scopes: '[{"value":"a"},{"value":"b","name":"B"}]' },
      key: "scopes[1].name",
      nearest: "value",
      among: "value, displayName, description, type, id",
    },
  ]) {
    it(`refuses the unknown key ${key} and names the nearest one`, () => {
      assert.equal(
        problemsOf(raw as Record<string, string>),
        `  ${key}: is not a setting of this program; did you mean ${nearest}? known here: ${among}`,
      );
    });
  }

  it("names every unknown key and every wrong type, and still hands over what is right", () => {
    const raw = { ...right, colour: "red", size: "1", protect: "no", scopes: '[{"value":1,"a":2,"b":3}]' };
    const { settings, problems } = readSettings(raw);
    assert.deepEqual(
      problems.map(({ key }) => key),
      ["scopes[0].a", "scopes[0].b", "colour", "size", "scopes[0].value", "protect"],
    );
    assert.deepEqual(settings, without(readSettings(right).settings, "protect", "scopes"));
  });
});

describe("settingKeys", () => {
  it("are the keys a stack may set", () => assert.equal(settingKeys.join(", "), known));
});
