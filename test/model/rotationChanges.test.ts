import assert from "node:assert/strict";
import { formatInstant } from "../../model/instant";
import { scheduleStart } from "../../model/rotation";
import { deployed, year } from "./stackModel";

const first = "2026-11-23 to 2027-11-23";
const second = "2027-09-24 to 2028-09-23";

describe("a changed lifetime", () => {
  it("of the secret in use is refused in preview, and taken back nothing has changed", () => {
    const stack = deployed({ lifetimeDays: 180 });
    stack.settings = year;
    const { kind, message } = stack.run("2027-03-03");
    assert.equal(kind, "denied");
    assert.match(message, /s-2026-11-23: ends on 2027-05-22T00:00:00Z, by the configuration on 2027-11-23T00:00:00Z\n/);
    assert.deepEqual(stack.secrets, ["2026-11-23 to 2027-05-22, published"]);
    stack.settings = { ...year, lifetimeDays: 180 };
    assert.deepEqual(stack.run("2027-03-03").created, []);
  });

  it("after a rotation keeps the secret in use too, which the changed settings do not declare", () => {
    const stack = deployed({ lifetimeDays: 180, overlapDays: 30 });
    stack.run("2027-04-23");
    stack.settings = year;
    assert.equal(stack.runAsHinted("2027-05-01"), 1);
    assert.deepEqual(stack.secrets, [
      "2026-11-23 to 2027-05-22",
      "2027-04-22 to 2027-10-19",
      "2027-05-01 to 2028-04-30, published",
    ]);
  });

  it("starts a new schedule once the lines are pasted: a valid secret on every day, unlike without the refusal", () => {
    const stack = deployed({ lifetimeDays: 180 });
    stack.settings = year;
    assert.equal(stack.runAsHinted("2027-03-03"), 1);
    assert.deepEqual(stack.secrets, ["2026-11-23 to 2027-05-22", "2027-03-03 to 2028-03-02, published"]);
    for (const now of ["2027-05-22", "2027-09-24", "2028-01-02"]) assert.equal(stack.run(now).kind, "done");
    assert.deepEqual(stack.secrets, ["2027-03-03 to 2028-03-02", "2028-01-02 to 2029-01-01, published"]);
  });

  it("goes unnoticed by nobody where the secret in use has expired: the lines keep nothing", () => {
    const stack = deployed({ lifetimeDays: 180 });
    stack.settings = year;
    assert.equal(stack.runAsHinted("2027-06-01"), 1);
    assert.deepEqual(stack.settings.keep, []);
    assert.deepEqual(stack.secrets, ["2027-06-01 to 2028-05-31, published"]);
  });

  it("at the very instant of the issue starts a second later", () => {
    const stack = deployed({ lifetimeDays: 180 });
    stack.settings = year;
    assert.equal(stack.runAsHinted("2026-11-23"), 1);
    assert.deepEqual(stack.secrets, [
      "2026-11-23 to 2027-05-22",
      "2026-11-23T00:00:01Z to 2027-11-23T00:00:01Z, published",
    ]);
  });
});

describe("a changed overlap", () => {
  it("in the first period only moves the next due day", () => {
    const stack = deployed();
    stack.settings = { ...year, overlapDays: 100 };
    assert.equal(stack.run("2027-08-14T23:59:59Z").created.length, 0);
    assert.equal(stack.run("2027-08-15").created.length, 1);
    assert.deepEqual(stack.secrets, [first, "2027-08-15 to 2028-08-14, published"]);
  });

  it("later would drop the secret in use: refused, and the lines keep it without one that was only planned", () => {
    const stack = deployed();
    stack.run("2027-09-24");
    stack.settings = { ...year, overlapDays: 100 };
    assert.match(stack.run("2027-10-01").message, /^client secret s-2027-09-24 .* is not deleted/);
    assert.equal(stack.runAsHinted("2027-10-01"), 1);
    assert.deepEqual(stack.secrets, [first, second, "2027-10-01 to 2028-09-30, published"]);
  });
});

describe("a new schedule", () => {
  const ahead = { ...year, firstIssued: "2027-03-01T10:00:00Z", lifetimeDays: 180, overlapDays: 90 };
  const third = "2027-03-01T10:00:00Z to 2027-08-28T10:00:00Z";

  it("rotates ahead of time and changes lifetime and overlap in one operation", () => {
    const stack = deployed();
    stack.settings = { ...ahead, keep: [{ issued: "2026-11-23", expires: "2027-11-23" }] };
    const { created, deleted } = stack.run("2027-03-01T10:00:00Z");
    assert.deepEqual([created.length, deleted.length], [1, 0]);
    assert.deepEqual(stack.secrets, [first, `${third}, published`]);
    stack.run("2027-05-30T10:00:00Z");
    assert.equal(stack.secrets.length, 3, "the kept one, the previous and the published");
    stack.run("2027-11-23");
    assert.deepEqual(stack.secrets, [
      "2027-05-30T10:00:00Z to 2027-11-26T10:00:00Z",
      "2027-08-28T10:00:00Z to 2028-02-24T10:00:00Z, published",
    ]);
  });

  it("that forgets to keep the secret in use is refused, and the lines add it and leave the schedule alone", () => {
    const stack = deployed();
    stack.settings = ahead;
    assert.equal(stack.runAsHinted("2027-03-01T10:20:00Z"), 1);
    assert.deepEqual(stack.settings, {
      ...ahead,
      keep: [{ issued: "2026-11-23T00:00:00Z", expires: "2027-11-23T00:00:00Z" }],
    });
    assert.deepEqual(stack.secrets, [first, `${third}, published`]);
  });

  it("in an overlap is refused once for each secret that it forgets", () => {
    const stack = deployed();
    stack.run("2027-10-01");
    stack.settings = { ...year, firstIssued: "2027-10-02" };
    assert.equal(stack.runAsHinted("2027-10-02"), 2);
    assert.deepEqual(stack.secrets, [first, second, "2027-10-02 to 2028-10-01, published"]);
  });

  for (const { mistake, expires } of [
    { mistake: "later", expires: "2027-11-24" },
    { mistake: "earlier", expires: "2027-11-22" },
    { mistake: "so early that it seems to have expired", expires: "2027-02-28" },
  ]) {
    it(`that has the kept secret end ${mistake} is refused, and the lines correct it`, () => {
      const stack = deployed();
      stack.settings = { ...ahead, keep: [{ issued: "2026-11-23", expires }] };
      assert.equal(stack.runAsHinted("2027-03-01T10:00:00Z"), 1);
      assert.deepEqual(stack.secrets, [first, `${third}, published`]);
    });
  }

  it("that keeps a secret of another instant is refused: none is created for it", () => {
    const stack = deployed();
    stack.settings = { ...ahead, keep: [{ issued: "2026-11-24", expires: "2027-11-23" }] };
    assert.match(
      stack.run("2027-03-01T10:00:00Z").message,
      /^rotation\.keep names .* issued 2026-11-24T00:00:00Z, but/,
    );
    assert.equal(stack.runAsHinted("2027-03-01T10:00:00Z"), 2);
    assert.deepEqual(stack.secrets, [first, `${third}, published`]);
  });

  it("that begins earlier than the secret in use, by a slip, is refused, and the lines keep it", () => {
    const stack = deployed();
    stack.settings = { ...year, firstIssued: "2026-10-23" };
    assert.equal(stack.runAsHinted("2027-03-01"), 1);
    assert.deepEqual(stack.secrets, [first, "2027-03-01 to 2028-02-29, published"]);
  });
});

describe("a revocation", () => {
  const asPeriod = ({ issued, endsOn }: { issued: number; endsOn: number }) => ({ issued, expires: endsOn });
  const revoked = (instant: string, until: string) => ({ ...year, firstIssued: instant, allowRevocationUntil: until });

  it("issues one secret of full life and removes every older one", () => {
    const stack = deployed();
    stack.run("2027-10-01");
    stack.settings = revoked("2027-10-02T10:00:00Z", "2027-10-02T11:00:00Z");
    const { created, deleted } = stack.run("2027-10-02T10:00:00Z");
    assert.deepEqual([created.length, deleted.length], [1, 2]);
    assert.deepEqual(stack.secrets, ["2027-10-02T10:00:00Z to 2028-10-01T10:00:00Z, published"]);
    assert.equal(stack.engine.credentials.size, 1);
  });

  it("on the day of the issue, and twice in that day", () => {
    const stack = deployed();
    for (const [instant, until, life] of [
      ["2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z", "2026-11-23T10:00:00Z to 2027-11-23T10:00:00Z"],
      ["2026-11-23T10:30:00Z", "2026-11-23T11:30:00Z", "2026-11-23T10:30:00Z to 2027-11-23T10:30:00Z"],
    ] as const) {
      stack.settings = revoked(instant, until);
      stack.run(instant);
      assert.deepEqual(stack.secrets, [`${life}, published`]);
    }
    assert.equal(stack.engine.credentials.size, 1);
  });

  it("in the very second a secret is issued replaces that one too", () => {
    const stack = deployed();
    stack.run("2027-09-24");
    const firstIssued = formatInstant(
      scheduleStart(Date.UTC(2027, 8, 24), [...stack.engine.state.values()].map(asPeriod)),
    );
    stack.settings = revoked(firstIssued, "2027-09-24T01:00:00Z");
    stack.run("2027-09-24");
    assert.deepEqual(stack.secrets, ["2027-09-24T00:00:01Z to 2028-09-23T00:00:01Z, published"]);
  });

  it("that was allowed long ago is no danger to later secrets when the clock steps back into its hour", () => {
    const stack = deployed();
    stack.settings = revoked("2027-03-01T10:00:00Z", "2027-03-01T11:00:00Z");
    stack.run("2027-03-01T10:00:00Z");
    stack.run("2028-01-01");
    const held = stack.secrets;
    assert.match(stack.run("2027-03-01T10:30:00Z").message, /correct the clock/);
    stack.settings = { ...stack.settings, overlapDays: 150 };
    assert.equal(stack.run("2027-03-01T10:30:00Z").kind, "denied");
    assert.deepEqual(stack.secrets, held);
  });

  it("is not repeated by later runs, and the guard is back when the permission has ended", () => {
    const stack = deployed();
    stack.settings = revoked("2027-03-01T10:00:00Z", "2027-03-01T11:00:00Z");
    stack.run("2027-03-01T10:00:00Z");
    assert.deepEqual(stack.run("2027-03-01T10:59:59Z").deleted, []);
    stack.settings = { ...stack.settings, firstIssued: "2027-03-01T11:00:00Z" };
    assert.equal(stack.run("2027-03-01T11:00:00Z").kind, "denied");
  });
});
