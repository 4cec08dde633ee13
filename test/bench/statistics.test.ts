import assert from "node:assert/strict";
import { median, rangeText } from "../../workbench/bench/statistics";

describe("bench: median", () => {
  it("is the middle value, or the mean of the two in the middle, in whatever order", () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.equal(median([10, 9]), 9.5);
    assert.equal(median([7]), 7);
  });

  it("does not exist of nothing", () => {
    assert.throws(() => median([]), /no values/);
  });

  it("goes with the range", () => {
    assert.equal(rangeText([1.234, 0.5, 2]), "0.50–2.00");
    assert.equal(rangeText([0.0404], 3), "0.040–0.040");
  });
});
