import assert from "node:assert/strict";
import { formatInstant } from "../../model/instant";
import { readRotation, type RotationSettings } from "../../model/rotationSettings";
import { now } from "./settingsOf";

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

/** The keys of the problems, without `rotation.` in front of each. */
function keysOf(settings: object): string[] {
  const problems = readRotation({ ...year, ...settings }, now);
  return Array.isArray(problems) ? problems.map(({ key }) => key.replace("rotation.", "")) : [];
}

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

  it("names the line to paste where the first day is missing", () => {
    const [problem] = readRotation({ ...year, firstIssued: undefined }, now) as { message: string }[];
    assert.match(problem?.message ?? "", /\n {6}firstIssued: "2026-11-23"$/);
  });

  for (const [settings, ...keys] of [
    [{ firstIssued: "" }, "firstIssued"],
    [{ firstIssued: "soon" }, "firstIssued"],
    [{ firstIssued: "2026-02-30" }, "firstIssued"],
    [{ firstIssued: "2026-11-23T09:15:30" }, "firstIssued"],
    [{ firstIssued: "2026-11-23T09:20:30Z" }],
    [{ firstIssued: "2026-11-23T09:20:31Z" }, "firstIssued"],
    [{ lifetimeDays: 2, overlapDays: 1 }],
    [{ lifetimeDays: 730, overlapDays: 365 }],
    ...[1, 731, 0, -365, 364.5].map((lifetimeDays) => [{ lifetimeDays, overlapDays: 1 }, "lifetimeDays"] as const),
    [{ lifetimeDays: "365" }, "lifetimeDays"],
    [{ lifetimeDays: 365, overlapDays: 183 }, "overlapDays"],
    [{ lifetimeDays: 3, overlapDays: 2 }, "overlapDays"],
    ...[0, -1, 0.5].map((overlapDays) => [{ overlapDays }, "overlapDays"] as const),
    [{ keep: [{ issued: "2024-11-23", expires: "2026-11-24" }] }],
    [{ keep: [{ issued: "2026-11-22T23:59:59Z", expires: "2026-11-23" }] }],
    [{ keep: [{ issued: "soon", expires: "" }] }, "keep[0].issued", "keep[0].expires"],
    [{ keep: [{ issued: "2026-03-01", expires: "2026-03-01" }] }, "keep[0]"],
    [{ keep: [{ issued: "2024-11-23", expires: "2026-11-25" }] }, "keep[0]"],
    [{ keep: [{ issued: "2026-11-23", expires: "2027-11-23" }] }, "keep"],
    [
      {
        keep: [
          { issued: "2026-03-01", expires: "2027-03-01" },
          { issued: "2026-03-01T00:00:00Z", expires: "2027-03-02" },
        ],
      },
      "keep[1]",
    ],
    [{ keep: null }, "keep"],
    [{ allowRevocationUntil: "2020-01-01" }],
    [{ allowRevocationUntil: "2026-11-24T09:15:30Z" }],
    [{ allowRevocationUntil: "2026-11-24T09:15:31Z" }, "allowRevocationUntil"],
    [{ allowRevocationUntil: "true" }, "allowRevocationUntil"],
    [
      {
        firstIssued: "x",
        lifetimeDays: 0,
        overlapDays: 0,
        keep: [{ issued: "x", expires: "2027-03-01" }],
        allowRevocationUntil: "x",
      },
      ...["firstIssued", "lifetimeDays", "overlapDays", "keep[0].issued", "allowRevocationUntil"],
    ],
  ] as readonly (readonly [object, ...string[]])[]) {
    it(`${keys.length === 0 ? "takes" : "refuses"} ${JSON.stringify(settings)}`, () => {
      assert.deepEqual(keysOf(settings), keys);
    });
  }

  it("names the longest overlap of a lifetime", () => {
    const [problem] = readRotation({ ...year, overlapDays: 200 }, now) as { message: string }[];
    assert.match(problem?.message ?? "", /the largest for 365 days is 182$/);
    assert.equal(formatInstant(read({ overlapDays: 182 }).firstIssued), "2026-11-23T00:00:00Z");
  });
});
