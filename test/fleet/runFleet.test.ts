import assert from "node:assert/strict";
import type { EngineRun } from "../../pipelines/fleet/engineRun";
import { runFleet, type StackResult } from "../../pipelines/fleet/runFleet";
import { closingRemedy, summary } from "../../pipelines/fleet/summary";

const stacks = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `s${index + 1}` }));

/** Runs a fleet on an engine that answers when told to, one stack at a time. */
async function fleetOn(run: EngineRun, count: number, concurrency: number) {
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
      (_, stack) =>
        stack === "s2"
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
      ["s1", "unexpected status 429 (429 Too Many Requests)"],
      ["s2", "is valid until 2027-01-01T00:00:00Z and is not deleted"],
      ["s3", "unexpected status 503"],
    ]);
    const { results } = await fleetOn(
      (_, stack) => {
        order.push(stack);
        const text = failures.get(stack);
        if (text === undefined) return Promise.resolve({ changes: {}, text: "" });
        if (stack !== "s3") failures.delete(stack);
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

  it("deploys a stack of another tenant as its own identity", async () => {
    const seen: unknown[] = [];
    const file = { concurrency: 1, stacks: [{ name: "a" }, { name: "b", tenantId: "t", clientId: "c" }] };
    const run: EngineRun = (verb, stack, environment) => {
      seen.push([verb, stack, environment]);
      return Promise.resolve({ changes: {}, text: "" });
    };
    await runFleet("preview", file, { run, now: () => 0, ended: () => undefined });
    assert.deepEqual(seen, [
      ["preview", "a", {}],
      ["preview", "b", { ARM_TENANT_ID: "t", ARM_CLIENT_ID: "c" }],
    ]);
  });
});
