import assert from "node:assert/strict";
import { duplicateIndexes } from "../../model/duplicates";

describe("duplicateIndexes", () => {
  it("names every repetition, and not the first of its kind", () => {
    assert.deepEqual(
      duplicateIndexes(["a", "b", "a", "c", "b", "a"], (text) => text),
      [2, 4, 5],
    );
  });

  it("tells cases apart, unless the key does not", () => {
    assert.deepEqual(
      duplicateIndexes(["a", "A"], (text) => text),
      [],
    );
    assert.deepEqual(
      duplicateIndexes(["a", "A"], (text) => text.toLowerCase()),
      [1],
    );
  });

  it("passes over items without a key", () => {
    assert.deepEqual(
      duplicateIndexes([{}, { id: "x" }, {}, { id: "x" }] as { id?: string }[], ({ id }) => id),
      [3],
    );
  });
});
