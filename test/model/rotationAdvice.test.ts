import assert from "node:assert/strict";
import { formatInstant, parseInstant } from "../../model/instant";
import { declaredSecrets, namedSecrets } from "../../model/rotation";
import {
  driftMessage,
  type DriftedSecret,
  type HeldSecret,
  liveSecretMessage,
  mayDelete,
} from "../../model/rotationAdvice";
import type { Rotation } from "../../model/rotationSettings";
import { rotationAfterPasting } from "./pastedRotation";

const at = (text: string) => parseInstant(text) ?? NaN;
const year: Rotation = {
  firstIssued: at("2026-11-23"),
  lifetimeDays: 365,
  overlapDays: 60,
  description: 'API "secret": 100 % \\ #1',
  keep: [],
  allowRevocationUntil: 0,
};

/** A secret of the state. */
function held(issued: string, endsOn: string): HeldSecret {
  return { name: `s-${issued.replaceAll(":", "-")}`, keyId: "k1", issued: at(issued), endsOn: at(endsOn) };
}

function drifted(issued: string, expires: string, endsOn: string): DriftedSecret {
  const name = `s-${issued}`;
  return { name, issued: at(issued), expires: at(expires), endsOn: at(endsOn), kept: false };
}

/** What is declared once the lines of a message are pasted: `issued expires` of each, the published one last. */
function declaredAfterPasting(message: string, now: string): string[] {
  const rotation = rotationAfterPasting(message, year, at(now));
  const short = (instant: number) => formatInstant(instant).replace("T00:00:00Z", "");
  return namedSecrets("s", declaredSecrets(rotation, at(now))).map(
    ({ issued, expires }) => `${short(issued)} ${short(expires)}`,
  );
}

describe("what to paste where credentials end otherwise than configured", () => {
  it("names what differs, and lines that keep every secret in use", () => {
    const now = "2027-10-01T08:30:00Z";
    const state = [held("2026-11-23", "2027-12-01"), held("2027-09-24", "2028-09-23")];
    const message = driftMessage(year, at(now), [drifted("2026-11-23", "2027-11-23", "2027-12-01")], state);
    assert.equal(
      message,
      [
        "the configuration no longer describes the client secrets in use, so nothing was changed:",
        "  s-2026-11-23: ends on 2027-12-01T00:00:00Z, by the configuration on 2027-11-23T00:00:00Z",
        "restore lifetimeDays, overlapDays and keep as they were, or start a new schedule that keeps them; in the stack's file:",
        "  icertis-access:rotation:",
        '    firstIssued: "2027-10-01T08:30:00Z"',
        "    lifetimeDays: 365",
        "    overlapDays: 60",
        '    description: "API \\"secret\\": 100 % \\\\ #1"',
        "    keep:",
        '      - { issued: "2026-11-23T00:00:00Z", expires: "2027-12-01T00:00:00Z" }',
        '      - { issued: "2027-09-24T00:00:00Z", expires: "2028-09-23T00:00:00Z" }',
      ].join("\n"),
    );
    assert.deepEqual(declaredAfterPasting(message, now), [
      "2026-11-23 2027-12-01",
      "2027-09-24 2028-09-23",
      "2027-10-01T08:30:00Z 2028-09-30T08:30:00Z",
    ]);
  });

  for (const { title, now, keep, secrets, real, declared } of [
    {
      title: "leaves the schedule alone where only kept secrets differ",
      now: "2026-12-01T00:00:00Z",
      keep: [{ issued: at("2026-06-01"), expires: at("2027-05-01") }],
      secrets: [drifted("2026-06-01", "2027-05-01", "2027-06-01")],
      real: [held("2026-06-01", "2027-06-01"), held("2026-11-23", "2027-11-23")],
      declared: ["2026-06-01 2027-06-01", "2026-11-23 2027-11-23"],
    },
    {
      title: "keeps nothing where all have expired",
      now: "2027-08-01T00:00:00Z",
      keep: [],
      secrets: [drifted("2026-11-23", "2027-11-23", "2027-05-22")],
      real: [],
      declared: ["2027-08-01 2028-07-31"],
    },
    ...["2026-11-23T00:00:00Z", "2026-11-22T23:58:00Z"].map((now) => ({
      title: `starts after the newest secret where the clock says ${now}`,
      now,
      keep: [],
      secrets: [drifted("2026-11-23", "2027-11-23", "2027-05-22")],
      real: [held("2026-11-23", "2027-05-22")],
      declared: ["2026-11-23 2027-05-22", "2026-11-23T00:00:01Z 2027-11-23T00:00:01Z"],
    })),
  ]) {
    it(title, () => {
      const message = driftMessage({ ...year, keep }, at(now), secrets, real);
      assert.deepEqual(declaredAfterPasting(message, now), declared);
    });
  }
});

describe("whether a secret may be deleted", () => {
  const earlier = held("2026-06-01", "2027-06-01");
  const own = held("2026-11-23", "2027-11-23");
  const allowed = { ...year, allowRevocationUntil: at("2027-03-01T11:00:00Z") };

  for (const [title, rotation, now, secret, declared, expected] of [
    ["from the instant it expires", year, "2027-06-01T00:00:00Z", earlier, false, true],
    ["not a second before", year, "2027-05-31T23:59:59Z", earlier, false, false],
    ["while revocation is allowed", allowed, "2027-03-01T10:59:59Z", earlier, false, true],
    ["not from the instant that ends the permission", allowed, "2027-03-01T11:00:00Z", earlier, false, false],
    ["not one of the schedule the permission stands beside", allowed, "2027-03-01T10:00:00Z", own, false, false],
    ["unless it is a destroy that deletes it", allowed, "2027-03-01T10:00:00Z", own, true, true],
    ["not one whose end cannot be read", year, "2030-01-01", { ...earlier, endsOn: undefined }, false, false],
  ] as const) {
    it(title, () => assert.equal(mayDelete(rotation, at(now), secret, declared), expected));
  }
});

describe("what to paste where a live secret would be deleted", () => {
  const now = "2027-03-01T10:00:00Z";

  for (const { title, state, secret, declared } of [
    {
      title: "names a secret of an earlier schedule in keep, beside those that live",
      state: [held("2026-05-01", "2027-05-01"), held("2026-02-01", "2027-02-01"), held("2026-11-23", "2027-11-23")],
      secret: held("2026-06-01", "2027-06-01"),
      declared: ["2026-05-01 2027-05-01", "2026-06-01 2027-06-01", "2026-11-23 2027-11-23"],
    },
    {
      title: "starts a new schedule for a secret the present one should have had",
      state: [held("2026-11-23", "2027-11-23"), held("2027-02-01", "2028-02-01")],
      secret: held("2027-02-01", "2028-02-01"),
      declared: ["2026-11-23 2027-11-23", "2027-02-01 2028-02-01", "2027-03-01T10:00:00Z 2028-02-29T10:00:00Z"],
    },
  ]) {
    it(title, () => {
      const message = liveSecretMessage(year, at(now), secret, state);
      assert.deepEqual(declaredAfterPasting(message, now), declared);
      assert.match(message, /set .*rotation\.allowRevocationUntil: "2027-03-01T11:00:00Z" and run again\.$/);
    });
  }

  it("offers no lines for a declared secret, a clock that is behind, or an end that cannot be read", () => {
    const own = held("2026-11-23", "2027-11-23");
    const later = held("2027-03-01T10:00:01Z", "2028-02-29T10:00:01Z");
    const unreadable = { ...held("2026-06-01", "2027-06-01"), endsOn: undefined };
    for (const secret of [own, later, unreadable]) {
      assert.doesNotMatch(liveSecretMessage(year, at(now), secret, [own]), /icertis-access:rotation/);
    }
    assert.match(liveSecretMessage(year, at(now), later, [own]), /correct the clock/);
  });
});
