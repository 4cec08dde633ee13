import assert from "node:assert/strict";
import { formatInstant, parseInstant } from "../../model/instant";
import { formatProblems } from "../../model/problem";
import { readRotation, type RotationSettings } from "../../model/rotationSettings";

const now = parseInstant("2026-11-23T09:15:30Z") ?? NaN;
const year: RotationSettings = {
  firstIssued: "2026-11-23",
  lifetimeDays: 365,
  overlapDays: 60,
  description: "API secret",
};

function read(settings: Partial<RotationSettings>) {
  const rotation = readRotation({ ...year, ...settings }, now);
  assert.ok(!Array.isArray(rotation), JSON.stringify(rotation));
  return rotation;
}

function refusals(settings: Partial<RotationSettings>): string[] {
  const problems = readRotation({ ...year, ...settings }, now);
  assert.ok(Array.isArray(problems), "is taken");
  return problems.map((problem) => formatProblems([problem]).trimStart());
}

const instant = 'must be a UTC day such as "2026-11-23" or an instant with Z or an offset';

describe("readRotation", () => {
  it("reads the instants and leaves nothing undefined", () => {
    const keep = [{ issued: "2026-03-01", expires: "2027-03-01T02:00:00+02:00" }];
    assert.deepEqual(read({ keep, allowRevocationUntil: "2026-11-23T10:15:30Z" }), {
      firstIssued: Date.UTC(2026, 10, 23),
      lifetimeDays: 365,
      overlapDays: 60,
      description: "API secret",
      keep: [{ issued: Date.UTC(2026, 2, 1), expires: Date.UTC(2027, 2, 1) }],
      allowRevocationUntil: Date.UTC(2026, 10, 23, 10, 15, 30),
    });
    assert.deepEqual(read({}), { ...read({}), keep: [], allowRevocationUntil: 0 });
  });

  it("takes the forms an unquoted date arrives in", () => {
    assert.equal(read({ firstIssued: "2026-11-20 00:00:00 +0000 UTC" }).firstIssued, Date.UTC(2026, 10, 20));
  });
});

describe("rotation.firstIssued", () => {
  it("is required, and the message has the line to paste", () => {
    assert.deepEqual(refusals({ firstIssued: undefined }), [
      'rotation.firstIssued: is required: it anchors the rotation of the client secret; add to the stack\'s configuration, under icertis-access:rotation, the line\n      firstIssued: "2026-11-23"',
    ]);
  });

  for (const got of ["", "soon", "2026-02-30", "2026-11-23T09:15:30"]) {
    it(`is not ${JSON.stringify(got)}`, () => {
      assert.deepEqual(refusals({ firstIssued: got }), [
        `rotation.firstIssued: got "${got}"; ${instant}; write firstIssued: "2026-11-23"; it is 2026-11-23T09:15:30Z now`,
      ]);
    });
  }

  it("may be up to five minutes ahead of this machine's clock", () => {
    assert.equal(formatInstant(read({ firstIssued: "2026-11-23T09:20:30Z" }).firstIssued), "2026-11-23T09:20:30Z");
    assert.deepEqual(refusals({ firstIssued: "2026-11-23T09:20:31Z" }), [
      'rotation.firstIssued: got "2026-11-23T09:20:31Z"; must not be more than 5 minutes in the future; it is 2026-11-23T09:15:30Z now; write firstIssued: "2026-11-23", or correct this machine\'s clock',
    ]);
  });
});

describe("rotation.lifetimeDays", () => {
  it("is 2 to 730 whole days", () => {
    assert.equal(read({ lifetimeDays: 2, overlapDays: 1 }).lifetimeDays, 2);
    assert.equal(read({ lifetimeDays: 730 }).lifetimeDays, 730);
    for (const got of [1, 731, 0, -365, 364.5]) {
      assert.deepEqual(refusals({ lifetimeDays: got, overlapDays: 1 }), [
        `rotation.lifetimeDays: got ${got}; must be a whole number of days from 2 to 730, the 24 months Entra ID accepts; 365 is the source document's, Microsoft recommends less than 12 months`,
      ]);
    }
  });
});

describe("rotation.overlapDays", () => {
  const rule = "must be a whole number of days from 1 to half the lifetime, so that at most two secrets overlap";

  for (const { lifetimeDays, largest } of [
    { lifetimeDays: 365, largest: 182 },
    { lifetimeDays: 730, largest: 365 },
    { lifetimeDays: 2, largest: 1 },
    { lifetimeDays: 3, largest: 1 },
  ]) {
    it(`is 1 to ${largest} whole days for a lifetime of ${lifetimeDays}, and the message names the largest`, () => {
      assert.equal(read({ lifetimeDays, overlapDays: largest }).overlapDays, largest);
      assert.equal(read({ lifetimeDays, overlapDays: 1 }).overlapDays, 1);
      for (const got of [largest + 1, 0, -1, 0.5]) {
        assert.deepEqual(refusals({ lifetimeDays, overlapDays: got }), [
          `rotation.overlapDays: got ${got}; ${rule}; the largest for ${lifetimeDays} days is ${largest}`,
        ]);
      }
    });
  }

  it("cannot be judged before the lifetime is right", () => {
    assert.deepEqual(refusals({ lifetimeDays: 731, overlapDays: 0 }).slice(1), [
      `rotation.overlapDays: got 0; ${rule}; correct lifetimeDays first`,
    ]);
  });
});

describe("rotation.keep", () => {
  const copy = "copy clientSecretIssuedOn and clientSecretExpiresOn from the outputs";

  it("takes a day of 24 months' difference, up to the second before firstIssued", () => {
    const keep = [
      { issued: "2024-11-23", expires: "2026-11-24" },
      { issued: "2026-11-22T23:59:59Z", expires: "2026-11-23" },
    ];
    assert.equal(read({ keep }).keep.length, 2);
  });

  for (const { entry, refusal } of [
    { entry: { issued: "soon", expires: "2027-03-01" }, refusal: `issued and expires each ${instant}; ${copy}` },
    { entry: { issued: "2026-03-01", expires: "" }, refusal: `issued and expires each ${instant}; ${copy}` },
    {
      entry: { issued: "2026-03-01", expires: "2026-03-01" },
      refusal: "must expire after it was issued, within 24 months; copy both instants from the outputs",
    },
    {
      entry: { issued: "2024-11-23", expires: "2026-11-25" },
      refusal: "must expire after it was issued, within 24 months; copy both instants from the outputs",
    },
    {
      entry: { issued: "2026-11-23", expires: "2027-03-01" },
      refusal:
        "must have been issued before rotation.firstIssued: what is kept belongs to an earlier schedule; set firstIssued to now to start a new schedule, or remove the entry",
    },
  ]) {
    it(`does not take ${JSON.stringify(entry)}`, () => {
      assert.deepEqual(refusals({ keep: [entry] }), [`rotation.keep[0]: got ${JSON.stringify(entry)}; ${refusal}`]);
    });
  }

  it("lists each secret once, however its instant is written", () => {
    const twice = { issued: "2026-03-01T01:00:00+01:00", expires: "2027-03-02" };
    assert.deepEqual(refusals({ keep: [{ issued: "2026-03-01", expires: "2027-03-01" }, twice] }), [
      `rotation.keep[1]: got ${JSON.stringify(twice)}; must be listed once; remove the repeated entry`,
    ]);
  });

  it("names every problem of an entry", () => {
    const got = { issued: "2026-12-01", expires: "2026-11-01" };
    assert.deepEqual(
      refusals({ keep: [got] }).map((refusal) => /; (must .{10})/.exec(refusal)?.[1]),
      ["must expire aft", "must have been "],
    );
  });
});

describe("rotation.allowRevocationUntil", () => {
  const remedy = 'write an instant about an hour ahead, such as "2026-11-23T10:15:30Z", or remove the line';

  it("may have passed, and is at most 24 hours ahead", () => {
    assert.equal(read({ allowRevocationUntil: "2020-01-01" }).allowRevocationUntil, Date.UTC(2020, 0));
    assert.equal(
      formatInstant(read({ allowRevocationUntil: "2026-11-24T09:15:30Z" }).allowRevocationUntil),
      "2026-11-24T09:15:30Z",
    );
    assert.deepEqual(refusals({ allowRevocationUntil: "2026-11-24T09:15:31Z" }), [
      `rotation.allowRevocationUntil: got "2026-11-24T09:15:31Z"; must be at most 24 hours ahead, so that it ends by itself; ${remedy}`,
    ]);
  });

  it("is an instant", () => {
    assert.deepEqual(refusals({ allowRevocationUntil: "true" }), [
      `rotation.allowRevocationUntil: got "true"; ${instant}; ${remedy}`,
    ]);
  });
});

describe("all problems of a rotation", () => {
  it("are told at once", () => {
    const keep = [{ issued: "x", expires: "y" }];
    const wrong = { firstIssued: "x", lifetimeDays: 0, overlapDays: 0, keep, allowRevocationUntil: "x" };
    assert.deepEqual(
      refusals(wrong).map((refusal) => refusal.split(":")[0]),
      [
        "rotation.firstIssued",
        "rotation.lifetimeDays",
        "rotation.overlapDays",
        "rotation.keep[0]",
        "rotation.allowRevocationUntil",
      ],
    );
  });
});
