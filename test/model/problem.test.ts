import assert from "node:assert/strict";
import { formatProblems } from "../../model/problem";

const problem = { key: "owners", rule: "must be listed once", remedy: "remove the repeated id" };

describe("formatProblems", () => {
  it("writes one line per problem: key, value, rule, remedy", () => {
    assert.equal(
      formatProblems([{ ...problem, got: ["a"] }, problem], "icertis-access:"),
      [
        '  icertis-access:owners: got ["a"]; must be listed once; remove the repeated id',
        "  icertis-access:owners: must be listed once; remove the repeated id",
      ].join("\n"),
    );
  });

  it("shows values that look like none", () => {
    const texts = ["", null, 0, false].map((got) => formatProblems([{ ...problem, got }]));
    assert.deepEqual(
      texts,
      ['""', "null", "0", "false"].map((got) => `  owners: got ${got}; must be listed once; remove the repeated id`),
    );
  });

  it("keeps a value to 160 characters", () => {
    const lineOf = (length: number) => formatProblems([{ ...problem, got: "x".repeat(length) }]);
    assert.equal(lineOf(158), `  owners: got "${"x".repeat(158)}"; must be listed once; remove the repeated id`);
    assert.equal(lineOf(159), `  owners: got "${"x".repeat(156)}…; must be listed once; remove the repeated id`);
  });
});
