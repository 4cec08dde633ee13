import assert from "node:assert/strict";
import { dayMs } from "../../model/instant";
import { attended, neglected, runSchedule } from "../../workbench/bench/rotation/runSchedule";
import { seededRandom } from "../../workbench/bench/rotation/seededRandom";

const schedules = (seed: number, habits: typeof neglected) => {
  const random = seededRandom(seed);
  return Array.from({ length: 50 }, () => runSchedule(random, habits, 0, 3650));
};

/** Days between two runs, and from the last one to the end. */
const gaps = (runs: readonly number[]) => runs.map((run, index) => ((runs[index + 1] ?? 3650 * dayMs) - run) / dayMs);

describe("bench: schedules of runs", () => {
  it("are the same for the same seed", () => {
    assert.deepEqual(schedules(7, neglected), schedules(7, neglected));
    assert.notDeepEqual(schedules(7, neglected), schedules(8, neglected));
  });

  it("begin with the first run, never go back, and stay within their time", () => {
    for (const runs of schedules(1, neglected)) {
      assert.equal(runs[0], 0);
      assert.ok(gaps(runs).every((gap) => gap > 0));
    }
  });

  it("hold runs that are doubled and pauses as long as the habits allow, and no longer", () => {
    for (const [habits, longest, pause] of [
      [attended(60), 60, 59],
      [neglected, 400, 300],
    ] as const) {
      const all = schedules(3, habits).flatMap(gaps);
      assert.ok(Math.max(...all) <= longest, "none longer");
      assert.ok(Math.max(...all) >= pause, "some long");
      assert.ok(
        all.some((gap) => gap <= 1 / 24),
        "some doubled",
      );
    }
  });

  it("come of numbers that are spread evenly", () => {
    const random = seededRandom(5);
    const numbers = Array.from({ length: 10_000 }, random);
    assert.ok(numbers.every((number) => number >= 0 && number < 1));
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    assert.ok(Math.abs(mean - 0.5) < 0.01, `mean ${mean}`);
  });
});
