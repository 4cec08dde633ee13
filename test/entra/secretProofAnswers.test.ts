import assert from "node:assert/strict";
import { proofOf, proofWaits, unprovedMessage } from "../../entra/secretProofAnswers";

describe("secretProof", () => {
  it("takes a token for proof, whatever is in it", () => {
    assert.deepEqual(proofOf(200, { access_token: "never looked at" }), { kind: "proved" });
  });

  for (const [code, kind] of [
    [7000215, "notYet"],
    [700016, "notYet"],
    [7000229, "notYet"],
    [53003, "accepted"],
    [501051, "accepted"],
  ] as const) {
    it(`takes AADSTS${code} for ${kind}`, () => {
      const body = { error: "invalid_client", error_codes: [code] };
      assert.deepEqual(proofOf(401, body), { kind, why: `AADSTS${code}` });
    });
  }

  it("asks again where the answer says nothing", () => {
    assert.deepEqual(proofOf(503, undefined), { kind: "notYet", why: "status 503" });
    assert.deepEqual(proofOf(429, { error: "throttled" }), { kind: "notYet", why: "status 429 throttled" });
  });

  it("waits a minute in all, three times what was ever measured", () => {
    assert.equal(
      proofWaits.reduce((sum, seconds) => sum + seconds, 0),
      60,
    );
  });

  it("says what stays in use and what to do", () => {
    assert.equal(
      unprovedMessage("icm-api-secret-2027-04-22", "AADSTS7000215"),
      "the new client secret icm-api-secret-2027-04-22 was not accepted for 60 seconds (last answer: AADSTS7000215), so it was not published; the one before stays in use.\nrun `pulumi up` again: it goes on with this secret and asks once more.",
    );
  });
});
