import assert from "node:assert/strict";
import { formatInstant, parseInstant } from "../../model/instant";
import { declaredSecrets, namedSecrets, type SecretPeriod } from "../../model/rotation";
import {
  deletionRefusal,
  driftMessage,
  missingKeptMessage,
  revocationWarning,
  type DoomedSecret,
  type LiveSecret,
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
const escaped = '"API \\"secret\\": 100 % \\\\ #1"';

/** A secret of the state: what the configuration says of it, and its real end where that is another. */
function held(issued: string, expires: string, endsOn = expires): LiveSecret {
  const period = { issued: at(issued), expires: at(expires) };
  return { name: `s-${issued.replaceAll(":", "-")}`, ...period, endsOn: at(endsOn) };
}

function doomed(issued: string, endsOn: string): DoomedSecret {
  return { name: `s-${issued.replaceAll(":", "-")}`, keyId: "k1", issued: at(issued), endsOn: at(endsOn) };
}

/** What is declared once the lines of a message are pasted: `issued expires` of each, the published one last. */
function declaredAfterPasting(message: string | undefined, now: string): string[] {
  const rotation = rotationAfterPasting(message, year, at(now));
  return namedSecrets("s", declaredSecrets(rotation, at(now))).map(written);
}

const written = ({ issued, expires }: SecretPeriod) => `${formatInstant(issued)} ${formatInstant(expires)}`;

describe("driftMessage", () => {
  it("has nothing to say where credentials end as configured, or no end can be read", () => {
    const unreadable = { ...held("2027-09-24", "2028-09-23"), endsOn: undefined };
    assert.equal(driftMessage(year, at("2027-10-01"), [held("2026-11-23", "2027-11-23"), unreadable]), undefined);
    assert.equal(driftMessage(year, at("2027-10-01"), []), undefined);
  });

  it("names what differs, and lines that keep every secret in use", () => {
    const now = "2027-10-01T08:30:00Z";
    const secrets = [held("2026-11-23", "2027-11-23", "2027-12-01"), held("2027-09-24", "2028-09-23")];
    const message = driftMessage(year, at(now), secrets);
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
        `    description: ${escaped}`,
        "    keep:",
        '      - { issued: "2026-11-23T00:00:00Z", expires: "2027-12-01T00:00:00Z" }',
        '      - { issued: "2027-09-24T00:00:00Z", expires: "2028-09-23T00:00:00Z" }',
      ].join("\n"),
    );
    assert.deepEqual(declaredAfterPasting(message, now), [
      "2026-11-23T00:00:00Z 2027-12-01T00:00:00Z",
      "2027-09-24T00:00:00Z 2028-09-23T00:00:00Z",
      "2027-10-01T08:30:00Z 2028-09-30T08:30:00Z",
    ]);
  });

  it("leaves the schedule alone where only kept secrets differ", () => {
    const now = "2026-12-01T00:00:00Z";
    const keep = [{ issued: at("2026-06-01"), expires: at("2027-05-01") }];
    const secrets = [held("2026-06-01", "2027-05-01", "2027-06-01"), held("2026-11-23", "2027-11-23")];
    const message = driftMessage({ ...year, keep }, at(now), secrets);
    assert.equal(
      message,
      [
        "the configuration no longer describes the client secrets in use, so nothing was changed:",
        "  s-2026-06-01: ends on 2027-06-01T00:00:00Z, by the configuration on 2027-05-01T00:00:00Z",
        "correct rotation.keep; in the stack's file:",
        "  icertis-access:rotation:",
        '    firstIssued: "2026-11-23T00:00:00Z"',
        "    lifetimeDays: 365",
        "    overlapDays: 60",
        `    description: ${escaped}`,
        "    keep:",
        '      - { issued: "2026-06-01T00:00:00Z", expires: "2027-06-01T00:00:00Z" }',
      ].join("\n"),
    );
    assert.deepEqual(declaredAfterPasting(message, now), [
      "2026-06-01T00:00:00Z 2027-06-01T00:00:00Z",
      "2026-11-23T00:00:00Z 2027-11-23T00:00:00Z",
    ]);
  });

  it("keeps nothing, and writes no empty keep, where all have expired", () => {
    const now = "2027-08-01T00:00:00Z";
    const message = driftMessage(year, at(now), [held("2026-11-23", "2027-11-23", "2027-05-22")]);
    assert.match(message ?? "", /description: .+#1"$/);
    assert.deepEqual(declaredAfterPasting(message, now), ["2027-08-01T00:00:00Z 2028-07-31T00:00:00Z"]);
  });

  it("starts the new schedule after the newest secret, at its very instant and where the clock is behind it", () => {
    for (const now of ["2026-11-23T00:00:00Z", "2026-11-22T23:58:00Z"]) {
      const message = driftMessage(year, at(now), [held("2026-11-23", "2027-11-23", "2027-05-22")]);
      assert.deepEqual(declaredAfterPasting(message, now), [
        "2026-11-23T00:00:00Z 2027-05-22T00:00:00Z",
        "2026-11-23T00:00:01Z 2027-11-23T00:00:01Z",
      ]);
    }
  });
});

describe("deletionRefusal", () => {
  const now = "2027-03-01T10:00:00Z";
  const revoke =
    'to revoke it all the same (a leak, or the end of the stack), set rotation.allowRevocationUntil: "2027-03-01T11:00:00Z" and run again.';

  it("lets a secret go from the instant it expires", () => {
    const refusalAt = (instant: string) => deletionRefusal(year, at(instant), [], doomed("2026-06-01", "2027-06-01"));
    assert.equal(refusalAt("2027-06-01T00:00:00Z"), undefined);
    assert.match(refusalAt("2027-05-31T23:59:59Z") ?? "", /^client secret s-2026-06-01 \(key id k1\) is valid until/);
  });

  it("lets a live secret go before the instant that ends the permission", () => {
    const allowed = { ...year, allowRevocationUntil: at("2027-03-01T11:00:00Z") };
    const refusalAt = (instant: string) =>
      deletionRefusal(allowed, at(instant), [], doomed("2026-06-01", "2027-06-01"));
    assert.equal(refusalAt("2027-03-01T10:59:59Z"), undefined);
    assert.match(refusalAt("2027-03-01T11:00:00Z") ?? "", /is not deleted/);
  });

  it("names a secret of an earlier schedule in keep, beside those kept already", () => {
    const keep = [
      { issued: at("2026-05-01"), expires: at("2027-05-01") },
      { issued: at("2026-02-01"), expires: at("2027-02-01") },
    ];
    const existing = [held("2026-05-01", "2027-05-01"), held("2026-11-23", "2027-11-23")];
    const message = deletionRefusal({ ...year, keep }, at(now), existing, doomed("2026-06-01", "2027-06-01"));
    assert.equal(
      message,
      [
        "client secret s-2026-06-01 (key id k1) is valid until 2027-06-01T00:00:00Z and is not deleted: whoever uses it would be locked out.",
        "to keep it, name it in rotation.keep; in the stack's file:",
        "  icertis-access:rotation:",
        '    firstIssued: "2026-11-23T00:00:00Z"',
        "    lifetimeDays: 365",
        "    overlapDays: 60",
        `    description: ${escaped}`,
        "    keep:",
        '      - { issued: "2026-05-01T00:00:00Z", expires: "2027-05-01T00:00:00Z" }',
        '      - { issued: "2026-06-01T00:00:00Z", expires: "2027-06-01T00:00:00Z" }',
        revoke,
      ].join("\n"),
    );
    assert.deepEqual(declaredAfterPasting(message, now), [
      "2026-05-01T00:00:00Z 2027-05-01T00:00:00Z",
      "2026-06-01T00:00:00Z 2027-06-01T00:00:00Z",
      "2026-11-23T00:00:00Z 2027-11-23T00:00:00Z",
    ]);
  });

  it("starts a new schedule for a secret the present one should have had", () => {
    const existing = [held("2026-11-23", "2027-11-23")];
    const message = deletionRefusal(year, at(now), existing, doomed("2027-02-01", "2028-02-01"));
    assert.equal(
      message,
      [
        "client secret s-2027-02-01 (key id k1) is valid until 2028-02-01T00:00:00Z and is not deleted: whoever uses it would be locked out.",
        "to keep it, start a new schedule; in the stack's file:",
        "  icertis-access:rotation:",
        '    firstIssued: "2027-03-01T10:00:00Z"',
        "    lifetimeDays: 365",
        "    overlapDays: 60",
        `    description: ${escaped}`,
        "    keep:",
        '      - { issued: "2026-11-23T00:00:00Z", expires: "2027-11-23T00:00:00Z" }',
        '      - { issued: "2027-02-01T00:00:00Z", expires: "2028-02-01T00:00:00Z" }',
        revoke,
      ].join("\n"),
    );
    assert.deepEqual(declaredAfterPasting(message, now), [
      "2026-11-23T00:00:00Z 2027-11-23T00:00:00Z",
      "2027-02-01T00:00:00Z 2028-02-01T00:00:00Z",
      "2027-03-01T10:00:00Z 2028-02-29T10:00:00Z",
    ]);
  });

  it("names a declared secret once, which a destroy would delete", () => {
    const existing = [held("2026-11-23", "2027-11-23")];
    const message = deletionRefusal(year, at(now), existing, doomed("2026-11-23", "2027-11-23"));
    assert.deepEqual(declaredAfterPasting(message, now), [
      "2026-11-23T00:00:00Z 2027-11-23T00:00:00Z",
      "2027-03-01T10:00:00Z 2028-02-29T10:00:00Z",
    ]);
  });

  it("tells a clock that is behind by the secret it would delete, and offers no lines", () => {
    assert.equal(
      deletionRefusal(year, at(now), [], doomed("2027-03-01T10:00:01Z", "2028-02-29T10:00:01Z")),
      [
        "client secret s-2027-03-01T10-00-01Z (key id k1) is valid until 2028-02-29T10:00:01Z and is not deleted: whoever uses it would be locked out.",
        "it was issued 2027-03-01T10:00:01Z, but this machine's clock says 2027-03-01T10:00:00Z: correct the clock.",
        revoke,
      ].join("\n"),
    );
  });

  it("takes a secret whose end cannot be read for a live one, and offers no lines", () => {
    const unreadable = { ...doomed("2026-06-01", "2027-06-01"), endsOn: undefined };
    assert.equal(
      deletionRefusal(year, at(now), [], unreadable),
      [
        "client secret s-2026-06-01 (key id k1) is valid until an unknown instant and is not deleted: whoever uses it would be locked out.",
        revoke,
      ].join("\n"),
    );
  });
});

describe("missingKeptMessage", () => {
  it("names the instant, and where the right one is to be found", () => {
    assert.equal(
      missingKeptMessage("s-2026-06-01T08-00-00Z"),
      [
        "rotation.keep names a client secret issued 2026-06-01T08:00:00Z, but the stack has none of that instant, and a kept secret is never created.",
        "copy clientSecretIssuedOn and clientSecretExpiresOn from `pulumi stack output`, or remove the entry if that secret is gone.",
      ].join("\n"),
    );
  });
});

describe("the warning while revocation is allowed", () => {
  it("says until when, and how a secret of today is revoked", () => {
    const rotation = { firstIssued: 0, lifetimeDays: 2, overlapDays: 1, description: "", keep: [] };
    assert.equal(
      revocationWarning({ ...rotation, allowRevocationUntil: Date.UTC(2026, 10, 23, 10) }),
      "until 2026-11-23T10:00:00Z a client secret that is no longer declared is deleted although it is valid; one issued today is replaced only if firstIssued names a time, not just the day",
    );
  });
});
