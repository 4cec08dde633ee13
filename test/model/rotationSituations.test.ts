import assert from "node:assert/strict";
import { parseInstant } from "../../model/instant";
import { pastedRotation } from "./pastedRotation";
import { deployed, Stack, year } from "./stackModel";

const first = "2026-11-23 to 2027-11-23";
const second = "2027-09-24 to 2028-09-23";
const third = "2028-07-25 to 2029-07-25";

describe("rotation, run by run", () => {
  it("publishes the next secret at its due instant and drops the old one at the instant it expires", () => {
    const stack = deployed();
    for (const [now, ...secrets] of [
      ["2027-09-23T23:59:59Z", `${first}, published`],
      ["2027-09-24T00:00:00Z", first, `${second}, published`],
      ["2027-11-22T23:59:59Z", first, `${second}, published`],
      ["2027-11-23T00:00:00Z", `${second}, published`],
      ["2028-07-24T23:59:59Z", `${second}, published`],
      ["2028-07-25T00:00:00Z", second, `${third}, published`],
    ] as const) {
      assert.equal(stack.run(now).kind, "done");
      assert.deepEqual(stack.secrets, secrets, now);
    }
  });

  it("changes nothing in a second run", () => {
    const stack = deployed();
    stack.run("2027-09-24");
    const { created, deleted } = stack.run("2027-09-24", { refresh: true });
    assert.deepEqual([created, deleted], [[], []]);
  });

  it("issues one secret after a period without runs, and two where its successor's overlap has begun", () => {
    const late = deployed();
    assert.equal(late.run("2028-03-01").created.length, 1);
    assert.deepEqual(late.secrets, [`${second}, published`]);
    const later = deployed();
    assert.equal(later.run("2028-08-01").created.length, 2);
    assert.deepEqual(later.secrets, [second, `${third}, published`]);
  });

  it("issues the previous secret too where the first run falls into an overlap", () => {
    const stack = new Stack();
    stack.run("2027-10-01");
    assert.deepEqual(stack.secrets, [first, `${second}, published`]);
  });

  it("counts 24-hour days over a leap day", () => {
    const stack = deployed({ firstIssued: "2028-02-29" });
    assert.deepEqual(stack.secrets, ["2028-02-29 to 2029-02-28, published"]);
    stack.run("2028-12-30");
    assert.deepEqual(stack.secrets, ["2028-02-29 to 2029-02-28", "2028-12-30 to 2029-12-30, published"]);
  });
});

describe("a run that is cut short", () => {
  it("after the new secret was created: the next one publishes it", () => {
    const stack = deployed();
    assert.equal(stack.run("2027-09-24", { writes: 2 }).kind, "cut");
    assert.deepEqual(stack.secrets, [`${first}, published`, second]);
    assert.equal(stack.run("2027-09-25").created.length, 0);
    assert.deepEqual(stack.secrets, [first, `${second}, published`]);
  });

  it("between create and delete: the next one deletes", () => {
    const stack = deployed();
    assert.equal(stack.run("2028-03-01", { writes: 3 }).kind, "cut");
    assert.deepEqual(stack.secrets, [first, `${second}, published`]);
    assert.equal(stack.run("2028-03-02").deleted.length, 1);
    assert.deepEqual(stack.secrets, [`${second}, published`]);
  });

  it("between Entra ID and the state: one more live credential stays, which no state knows", () => {
    const stack = deployed();
    stack.run("2027-09-24", { writes: 1 });
    assert.equal(stack.engine.credentials.size, 2);
    assert.equal(stack.run("2027-09-25", { refresh: true }).created.length, 1);
    assert.equal(stack.engine.credentials.size, 3);
    assert.deepEqual(stack.secrets, [first, `${second}, published`]);
  });

  it("in a revocation whose permission lapses: refused until it is allowed again", () => {
    const stack = deployed();
    const revocation = { ...year, firstIssued: "2027-03-01T10:00:00Z" };
    stack.settings = { ...revocation, allowRevocationUntil: "2027-03-01T11:00:00Z" };
    assert.equal(stack.run("2027-03-01T10:00:00Z", { writes: 3 }).kind, "cut");
    assert.match(stack.run("2027-03-01T11:00:00Z").message, /s-2026-11-23 .* is not deleted/);
    stack.settings = { ...revocation, allowRevocationUntil: "2027-03-01T12:00:00Z" };
    assert.equal(stack.run("2027-03-01T11:00:00Z").kind, "done");
    assert.deepEqual(stack.secrets, ["2027-03-01T10:00:00Z to 2028-02-29T10:00:00Z, published"]);
  });

  it("… after Entra ID has deleted: kept as the refusal says, and let go once a refresh shows that it is gone", () => {
    const stack = deployed();
    const revocation = { ...year, firstIssued: "2027-03-01T10:00:00Z" };
    stack.settings = { ...revocation, allowRevocationUntil: "2027-03-01T11:00:00Z" };
    assert.equal(stack.run("2027-03-01T10:00:00Z", { writes: 4 }).kind, "cut");
    assert.equal(stack.runAsHinted("2027-03-01T11:00:00Z"), 1);
    const gone = stack.run("2027-03-02", { refresh: true });
    assert.match(gone.message, /^rotation\.keep names a client secret issued 2026-11-23T00:00:00Z, but the stack has/);
    stack.settings = pastedRotation(gone.message, stack.settings);
    assert.equal(stack.run("2027-03-02", { refresh: true }).kind, "done");
    assert.deepEqual(stack.secrets, ["2027-03-01T10:00:00Z to 2028-02-29T10:00:00Z, published"]);
  });
});

describe("a clock that is wrong", () => {
  it("behind a rotation: refused, and nothing has changed", () => {
    const stack = deployed();
    stack.run("2027-09-24");
    const { kind, message } = stack.run("2027-09-23T22:00:00Z");
    assert.equal(kind, "denied");
    assert.match(message, /this machine's clock says 2027-09-23T22:00:00Z: correct the clock\.\n/);
    assert.deepEqual(stack.secrets, [first, `${second}, published`]);
  });

  it("five minutes behind the one that wrote firstIssued: as if it were right", () => {
    const stack = new Stack();
    stack.run("2026-11-22T23:55:00Z");
    assert.deepEqual(stack.secrets, [`${first}, published`]);
  });

  it("behind the end of a secret that is gone: Entra ID refuses to issue it, and nothing has changed", () => {
    const stack = deployed();
    stack.run("2027-11-23");
    assert.equal(stack.run("2027-11-22", { realTime: parseInstant("2027-11-24") ?? NaN }).kind, "failed");
    assert.deepEqual(stack.secrets, [`${second}, published`]);
  });
});

describe("a secret that was deleted in the portal", () => {
  it("is issued again for the same period by a run with refresh", () => {
    const stack = deployed();
    stack.engine.credentials.clear();
    assert.equal(stack.run("2027-01-01").created.length, 0);
    assert.equal(stack.run("2027-01-01", { refresh: true }).created.length, 1);
    assert.deepEqual(stack.secrets, [`${first}, published`]);
  });
});
