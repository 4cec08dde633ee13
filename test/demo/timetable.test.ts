import assert from "node:assert/strict";
import { nextRun } from "../../workbench/demo/timetable";

const due = (name: string, dueOn: number, overlapMs: number) => ({ name, dueOn, overlapMs });

describe("the days the demo's pipeline runs", () => {
  it("are the due days", () => {
    assert.deepEqual(nextRun([due("dev", 150, 30), due("prod", 305, 60)]), { at: 150, names: ["dev"] });
    assert.deepEqual(nextRun([due("prod", 305, 60), due("dev", 600, 30)]), { at: 305, names: ["prod"] });
    assert.equal(nextRun([]), undefined);
  });

  it("let an environment wait for another for half its overlap, and no longer", () => {
    assert.deepEqual(nextRun([due("dev", 300, 30), due("prod", 305, 60)]), { at: 305, names: ["dev", "prod"] });
    assert.deepEqual(nextRun([due("dev", 300, 30), due("prod", 315, 60)]), { at: 315, names: ["dev", "prod"] });
    assert.deepEqual(nextRun([due("dev", 300, 30), due("prod", 316, 60)]), { at: 300, names: ["dev"] });
  });

  it("do not let a chain of environments stretch the wait of the first", () => {
    const dues = [due("a", 0, 20), due("b", 8, 100), due("c", 11, 100)];
    assert.deepEqual(nextRun(dues), { at: 8, names: ["a", "b"] });
  });
});
