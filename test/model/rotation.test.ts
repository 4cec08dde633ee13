import assert from "node:assert/strict";
import { formatInstant, parseInstant } from "../../model/instant";
import {
  declaredSecrets,
  issuedOfSecretName,
  namedSecrets,
  secretName,
  type RotationSchedule,
  type SecretPeriod,
} from "../../model/rotation";

const at = (text: string) => parseInstant(text) ?? NaN;
const period = (issued: string, expires: string) => ({ issued: at(issued), expires: at(expires) });
const written = ({ issued, expires }: SecretPeriod) => `${formatInstant(issued)} ${formatInstant(expires)}`;

const year: RotationSchedule = { firstIssued: at("2026-11-23"), lifetimeDays: 365, overlapDays: 60, keep: [] };

/** What is declared at an instant: the older ones, the current one, and when the next is issued. */
function declared(instant: string, schedule: Partial<RotationSchedule> = {}) {
  const { older, current, nextIssued } = declaredSecrets({ ...year, ...schedule }, at(instant));
  return { older: older.map(written), current: written(current), next: formatInstant(nextIssued) };
}

describe("declaredSecrets", () => {
  const first = "2026-11-23T00:00:00Z 2027-11-23T00:00:00Z";
  const second = "2027-09-24T00:00:00Z 2028-09-23T00:00:00Z";
  const third = "2028-07-25T00:00:00Z 2029-07-25T00:00:00Z";

  for (const { instant, older, current, next, why } of [
    { instant: "2026-11-23", older: [], current: first, next: "2027-09-24T00:00:00Z", why: "the first day" },
    { instant: "2026-11-22T23:55:00Z", older: [], current: first, next: "2027-09-24T00:00:00Z", why: "a clock behind" },
    { instant: "2027-09-23T23:59:59Z", older: [], current: first, next: "2027-09-24T00:00:00Z", why: "before due" },
    { instant: "2027-09-24", older: [first], current: second, next: "2028-07-25T00:00:00Z", why: "the due instant" },
    { instant: "2027-11-22T23:59:59Z", older: [first], current: second, next: "2028-07-25T00:00:00Z", why: "overlap" },
    { instant: "2027-11-23", older: [], current: second, next: "2028-07-25T00:00:00Z", why: "the expiry instant" },
    { instant: "2028-07-25", older: [second], current: third, next: "2029-05-26T00:00:00Z", why: "across a leap day" },
  ]) {
    it(`at ${instant}, ${why}`, () => assert.deepEqual(declared(instant), { older, current, next }));
  }

  it("counts in days of 24 hours, also over 29 February", () => {
    const leap = { firstIssued: at("2028-02-29"), lifetimeDays: 2, overlapDays: 1 };
    assert.deepEqual(declared("2028-03-01", leap), {
      older: ["2028-02-29T00:00:00Z 2028-03-02T00:00:00Z"],
      current: "2028-03-01T00:00:00Z 2028-03-03T00:00:00Z",
      next: "2028-03-02T00:00:00Z",
    });
  });

  it("declares kept secrets before their successors until the instant they expire, the oldest first", () => {
    const keep = [period("2026-06-01", "2027-10-01"), period("2026-03-01", "2027-09-25")];
    const { older } = declaredSecrets({ ...year, keep }, at("2027-09-24"));
    assert.deepEqual(older, [
      { ...period("2026-03-01", "2027-09-25"), kept: true },
      { ...period("2026-06-01", "2027-10-01"), kept: true },
      { ...period("2026-11-23", "2027-11-23"), kept: false },
    ]);
    assert.deepEqual(declared("2027-09-25", { keep }).older, ["2026-06-01T00:00:00Z 2027-10-01T00:00:00Z", first]);
    assert.deepEqual(declared("2027-10-01", { keep }).older, [first]);
  });
});

describe("secretName", () => {
  for (const { instant, name } of [
    { instant: "2026-11-23", name: "2026-11-23" },
    { instant: "2026-11-23T14:30:00Z", name: "2026-11-23T14-30-00Z" },
    { instant: "2026-11-23T00:00:01Z", name: "2026-11-23T00-00-01Z" },
  ]) {
    it(`of ${instant} is ${name}, and is read back`, () => {
      assert.equal(secretName(at(instant)), name);
      assert.equal(issuedOfSecretName(`icm-api-secret-${name}`), formatInstant(at(instant)));
    });
  }

  it("is not read from another name", () => {
    assert.equal(issuedOfSecretName("icm-api-secret"), undefined);
    assert.equal(issuedOfSecretName("icm-api-secret-2026-11-23-old"), undefined);
  });
});

describe("namedSecrets", () => {
  it("lists all that is declared, the published one last, under their resources' names", () => {
    const keep = [period("2026-06-01T08:00:00Z", "2027-10-01")];
    assert.deepEqual(namedSecrets("s", declaredSecrets({ ...year, keep }, at("2027-09-24"))), [
      { name: "s-2026-06-01T08-00-00Z", ...period("2026-06-01T08:00:00Z", "2027-10-01"), kept: true },
      { name: "s-2026-11-23", ...period("2026-11-23", "2027-11-23"), kept: false },
      { name: "s-2027-09-24", ...period("2027-09-24", "2028-09-23"), kept: false },
    ]);
  });
});
