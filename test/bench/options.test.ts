import assert from "node:assert/strict";
import { readOptions, sectionNames } from "../../workbench/bench/options";

describe("bench: options", () => {
  it("measure everything nine times, unless told otherwise", () => {
    const { only, runs, bounds, help } = readOptions([]);
    assert.deepEqual({ only, runs, bounds, help }, { only: sectionNames, runs: 9, bounds: true, help: false });
  });

  it("take parts in their order, a number of runs, and no bounds", () => {
    const { only, runs, bounds } = readOptions(["--only", "tools, preview", "--runs", "3", "--no-bounds"]);
    assert.deepEqual({ only, runs, bounds }, { only: ["preview", "tools"], runs: 3, bounds: false });
  });

  for (const [args, message] of [
    [["--only", "graf"], /there is no part graf; there are preview, graph, rotation, tools/],
    [["--only", ""], /there is no part/],
    [["--runs", "0"], /--runs 0: expected a whole number from 1 to 50/],
    [["--runs", "many"], /--runs many/],
    [["--fast"], /'--fast'; --help shows what there is/],
    [["preview"], /--help shows/],
  ] as const) {
    it(`refuse ${args.join(" ")}`, () => {
      assert.throws(() => readOptions([...args]), message);
    });
  }
});
