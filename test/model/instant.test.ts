import assert from "node:assert/strict";
import fc from "fast-check";
import { formatInstant, parseInstant } from "../../model/instant";
import { fuzz } from "../fuzz";

const read = (text: string) => {
  const instant = parseInstant(text);
  return instant === undefined ? undefined : new Date(instant).toISOString();
};

describe("parseInstant", () => {
  for (const { text, instant, why } of [
    { text: "2026-11-23", instant: "2026-11-23T00:00:00.000Z", why: "a day is 00:00 UTC" },
    { text: "2026-11-23T14:30Z", instant: "2026-11-23T14:30:00.000Z", why: "seconds may be left out" },
    { text: "2026-11-23T14:30:59Z", instant: "2026-11-23T14:30:59.000Z", why: "an instant in UTC" },
    { text: "2026-11-23T14:30:59+02:00", instant: "2026-11-23T12:30:59.000Z", why: "an offset is normalised" },
    { text: "2026-11-23T23:30:00-05:30", instant: "2026-11-24T05:00:00.000Z", why: "also into the next day" },
    { text: "2026-11-23T14:30:59.999Z", instant: "2026-11-23T14:30:59.000Z", why: "milliseconds are dropped" },
    { text: "2028-02-29", instant: "2028-02-29T00:00:00.000Z", why: "a leap day exists in a leap year" },
    {
      text: "2026-11-23 00:00:00 +0000 UTC",
      instant: "2026-11-23T00:00:00.000Z",
      why: "an unquoted day of a stack's file, as the CLI passes it on",
    },
    {
      text: "2026-11-23 14:30:59 +0200 +0200",
      instant: "2026-11-23T12:30:59.000Z",
      why: "an unquoted instant with an offset",
    },
    { text: "2026-11-23 14:30:59.25 +0000 UTC", instant: "2026-11-23T14:30:59.000Z", why: "… with a fraction" },
    { text: "2026-11-23T00:00:00Z", instant: "2026-11-23T00:00:00.000Z", why: "an unquoted day of Pulumi.yaml" },
  ]) {
    it(`reads ${text}: ${why}`, () => assert.equal(read(text), instant));
  }

  for (const { text, why } of [
    { text: "", why: "nothing" },
    { text: "tomorrow", why: "no date" },
    { text: "2026-02-29", why: "no leap year" },
    { text: "2026-02-30T00:00:00Z", why: "a day that never exists" },
    { text: "2026-02-30 00:00:00 +0000 UTC", why: "… unquoted" },
    { text: "2026-13-01", why: "no month" },
    { text: "2026-11-23T24:30:00Z", why: "no hour" },
    { text: "2026-11-23T14:60:00Z", why: "no minute" },
    { text: "2026-11-23T14:30:00", why: "neither Z nor an offset" },
    { text: "2026-11-23T14:30:00+25:00", why: "no offset" },
    { text: "2026-11-23 14:30:00", why: "no offset in the CLI's form" },
    { text: "23.11.2026", why: "another order" },
    { text: "2026-11-23T", why: "no time after the T" },
    { text: " 2026-11-23", why: "a space before it" },
    { text: "2026-11-23\n", why: "a line break after it" },
    { text: "1795392000000", why: "a number" },
  ]) {
    it(`refuses ${JSON.stringify(text)}: ${why}`, () => assert.equal(parseInstant(text), undefined));
  }
});

describe("formatInstant", () => {
  it("writes UTC to the second, without milliseconds", () => {
    assert.equal(formatInstant(Date.UTC(2026, 10, 23, 14, 30, 59, 999)), "2026-11-23T14:30:59Z");
  });

  const instants = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) });
  fuzz(
    "is read back to the same second",
    100,
    fc.property(instants, (instant) => {
      assert.equal(parseInstant(formatInstant(instant)), instant - (instant % 1000));
    }),
  );
});
