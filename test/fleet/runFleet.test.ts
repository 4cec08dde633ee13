import assert from "node:assert/strict";
import { runFleet, type StackResult } from "../../pipelines/fleet/runFleet";
import type { StackRun } from "../../pipelines/fleet/stackRuns";
import { closingRemedy, summary } from "../../pipelines/fleet/summary";
import { StepFailure } from "../../pipelines/steps/stepFailure";

const stacks = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `s${index + 1}` }));

/** Runs a fleet on an engine that answers when told to, one stack at a time. */
async function fleetOn(run: StackRun, count: number, concurrency: number) {
  const ended: StackResult[] = [];
  let clock = 0;
  const results = await runFleet(
    "up",
    { concurrency, stacks: stacks(count) },
    { run, now: () => (clock += 500), ended: (result) => ended.push(result) },
  );
  return { results, ended };
}

describe("a fleet of stacks", () => {
  it("runs all of them, never more at a time than it may", async () => {
    let running = 0;
    let most = 0;
    const { results } = await fleetOn(
      async () => {
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        running -= 1;
        return { changes: { same: 8 }, text: "" };
      },
      16,
      4,
    );
    assert.equal(most, 4);
    assert.deepEqual(
      results.map(({ stack }) => stack),
      stacks(16).map(({ name }) => name),
    );
    assert.equal(
      results.every(({ failure, attempts }) => failure === undefined && attempts === 1),
      true,
    );
  });

  it("does the others where one fails, and says what to do about that one", async () => {
    const { results } = await fleetOn(
      (_, { name }) =>
        name === "s2"
          ? Promise.reject(new Error("error: update failed\nerror: the stack is currently locked by 1 lock(s)"))
          : Promise.resolve({ changes: { create: 1, same: 8 }, text: "" }),
      3,
      1,
    );
    assert.equal(
      summary("up", results, 12.3),
      `### up of 3 stacks in 12 s: 2 done, 1 failed

| stack | came to | runs | s | what to do |
| --- | --- | --- | --- | --- |
| s2 | failed: the stack is currently locked by 1 lock(s) | 1 | 0.5 | another run is updating s2: wait for it and run this job again; only if none is running any more, \`pulumi cancel --stack s2\` first |
| s1 | create 1 | 1 | 0.5 |  |
| s3 | create 1 | 1 | 0.5 |  |
`,
    );
    assert.match(closingRemedy(results) ?? "", /^s2: another run is updating s2/);
    const two = results.map((result) => ({ ...result, failure: results[1]?.failure as never }));
    assert.equal(
      closingRemedy(two),
      "do what the table says for each of the 3 failed stacks, then run them again with --only s1,s2,s3",
    );
  });

  it("runs a throttled stack once more, after all others and alone, and a refused one never", async () => {
    const order: string[] = [];
    const failures = new Map([
      ["s1", "error: unexpected status 429 (429 Too Many Requests)"],
      ["s2", "error: is valid until 2027-01-01T00:00:00Z and is not deleted"],
      ["s3", "error: unexpected status 503"],
    ]);
    const { results } = await fleetOn(
      (_, { name }) => {
        order.push(name);
        const text = failures.get(name);
        if (text === undefined) return Promise.resolve({ changes: {}, text: "" });
        if (name !== "s3") failures.delete(name);
        return Promise.reject(new Error(text));
      },
      4,
      2,
    );
    assert.deepEqual(order, ["s1", "s2", "s3", "s4", "s1", "s3"]);
    assert.deepEqual(
      results.map(({ stack, attempts, failure }) => [stack, attempts, failure === undefined]),
      [
        ["s1", 2, true],
        ["s2", 1, false],
        ["s3", 2, false],
        ["s4", 1, true],
      ],
    );
  });

  it("repeats the remedy of a step that failed, and names the page of a secret that changed", async () => {
    const { results } = await fleetOn(
      (_, { name }) =>
        name === "s1"
          ? Promise.reject(new StepFailure("Entra ID does not let this job in\nmore", "give it a credential"))
          : Promise.resolve({
              changes: { same: 8, ...(name === "s2" && { create: 1 }) },
              text: "",
              ...(name === "s2" && { handedOff: { page: "handoff/s2.html", before: "2027-02-21" } }),
              ...(name === "s3" && { handedOff: { page: "handoff/s3.html", before: undefined } }),
            }),
      3,
      1,
    );
    const rows = summary("up", results, 1).split("\n").slice(4, 7);
    assert.deepEqual(rows, [
      "| s1 | failed: Entra ID does not let this job in | 1 | 0.5 | give it a credential |",
      "| s2 | create 1, secret changed | 1 | 0.5 | a person has to enter the new client secret in UiPath before 2027-02-21: handoff/s2.html |",
      "| s3 | secret changed | 1 | 0.5 | a person has to enter the new client secret in UiPath now: handoff/s3.html |",
    ]);
  });
});
