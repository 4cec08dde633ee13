import assert from "node:assert/strict";
import { dayMs } from "../../model/instant";
import {
  currentAndNext,
  generations,
  replaceOnRotation,
  twoSlots,
  type NamedPolicy,
} from "../../workbench/bench/rotationPolicies";
import { simulate } from "../../workbench/bench/rotationSimulation";

const lengths = { life: 100 * dayMs, overlap: 20 * dayMs };
const slots = twoSlots("two slots", ({ life, overlap }) => life - overlap);

/** What a policy comes to, in days, when it runs on these days. */
function outcome(policy: NamedPolicy, runs: readonly number[], end: number) {
  const result = simulate(
    policy.start(lengths),
    runs.map((day) => day * dayMs),
    end * dayMs,
  );
  const { withoutValidMs, revokedEarlyMs, mostAlive, issued } = result;
  return { without: withoutValidMs / dayMs, early: revokedEarlyMs / dayMs, mostAlive, issued };
}

describe("bench: rotation policies", () => {
  it("replace on rotation revokes early, every time, and holds one secret", () => {
    // Issued on day 0 until 100, replaced on day 80: dead for 20 days ahead of its end; the next one likewise.
    assert.deepEqual(outcome(replaceOnRotation, [0, 40, 80, 160], 200), {
      without: 0,
      early: 40,
      mostAlive: 1,
      issued: 3,
    });
  });

  it("every policy leaves a gap where nobody runs it", () => {
    assert.equal(outcome(replaceOnRotation, [0, 130], 150).without, 30);
    assert.equal(outcome(slots, [0, 130], 150).without, 30);
    assert.equal(outcome(currentAndNext, [0, 130], 150).without, 50);
    assert.equal(outcome(generations, [0, 130], 150).without, 30);
  });

  it("two slots drift apart with late runs until the published secret ends before the other slot's turn", () => {
    // On time nothing is lost; the first slot 20 days late twice is more than the overlap.
    assert.deepEqual(outcome(slots, [0, 80, 160, 240, 320, 400], 410), {
      without: 0,
      early: 0,
      mostAlive: 2,
      issued: 7,
    });
    // Slot 1 on days 100 and 280, slot 2 on 160 and 320: what was published on 160 ends on 260.
    assert.equal(outcome(slots, [0, 100, 160, 259, 280, 320], 330).without, 20);
  });

  it("a current-and-next loop revokes what was in use until then", () => {
    assert.deepEqual(outcome(currentAndNext, [0, 30, 60], 100), { without: 0, early: 70, mostAlive: 3, issued: 4 });
  });

  it("this program overlaps, and deletes nothing before its end", () => {
    const runs = [0, 79, 80, 81, 99, 100, 101, 160, 180, 250, 250, 330];
    assert.deepEqual(outcome(generations, runs, 340), { without: 0, early: 0, mostAlive: 2, issued: 5 });
  });

  it("a doubled run changes nothing", () => {
    for (const policy of [replaceOnRotation, slots, currentAndNext, generations]) {
      assert.deepEqual(outcome(policy, [0, 0, 80, 80, 160, 160], 180), outcome(policy, [0, 80, 160], 180), policy.name);
    }
  });
});
