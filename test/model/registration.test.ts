import assert from "node:assert/strict";
import { formatProblems } from "../../model/problem";
import { registrationProblems, type RegistrationSettings } from "../../model/registration";

const now = Date.UTC(2026, 10, 23, 9);
const right: RegistrationSettings = {
  displayName: "ICM API",
  redirectUris: ["https://cloud.uipath.com/provisioning_/callback"],
  scopes: [{ value: "user_impersonation" }],
  rotation: { firstIssued: "2026-11-23", lifetimeDays: 365, overlapDays: 60, description: "s" },
  cloud: "public",
  clientApplication: "same",
};
const problemsOf = (settings: Partial<RegistrationSettings>) => formatProblems(registrationProblems(settings, now));

describe("registrationProblems", () => {
  it("has nothing against right settings", () => assert.equal(problemsOf(right), ""));

  it("collects those of every setting", () => {
    const wrong = {
      displayName: "",
      redirectUris: [],
      scopes: [],
      rotation: { ...right.rotation, overlapDays: 0 },
      cloud: "moon",
    };
    assert.deepEqual(
      registrationProblems(wrong, now).map(({ key }) => key),
      ["displayName", "redirectUris", "scopes", "cloud", "rotation.overlapDays"],
    );
  });

  it("passes over a setting whose shape was refused already", () => {
    assert.equal(problemsOf({}), "");
    assert.deepEqual(
      registrationProblems({ displayName: " ", scopes: [] }, now).map(({ key }) => key),
      ["displayName", "scopes"],
    );
  });

  it("takes a display name of 1 to 120 characters that are not all spaces", () => {
    assert.equal(problemsOf({ displayName: "x" }), "");
    assert.equal(problemsOf({ displayName: "x".repeat(120) }), "");
    const refusal = (got: string) =>
      `  displayName: got "${got}"; must be 1 to 120 characters long, not only spaces; choose a name such as "ICM API"`;
    for (const name of ["", "   ", "x".repeat(121)]) assert.equal(problemsOf({ displayName: name }), refusal(name));
  });

  it("takes the four clouds and no other", () => {
    for (const cloud of ["public", "usgovernment", "dod", "china"]) assert.equal(problemsOf({ cloud }), "");
    assert.equal(
      problemsOf({ cloud: "Public" }),
      '  cloud: got "Public"; must be one of public, usgovernment, dod, china; public is right for commercial tenants and GCC',
    );
  });
});
