import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startSandbox } from "../src";
import type { RecordedOperation } from "../src/recording";
import type { Difference } from "./replayedDifferences";
import { replayedDifferences } from "./replayedDifferences";

/** Made with the real engine and provider. */
const recording = JSON.parse(readFileSync(join(__dirname, "recordings", "stackLife.json"), "utf8")) as {
  readonly provider: string;
  readonly operations: readonly RecordedOperation[];
};

describe(`what ${recording.provider} asked for in the life of a stack`, () => {
  it("covers that life", () => {
    assert.deepEqual(
      recording.operations.map(({ operation }) => operation),
      [
        "create",
        "refresh",
        "add a scope",
        "remove a scope",
        "rotate the secret",
        "remove the expired secret",
        "destroy",
      ],
    );
  });

  it("gets the same answers from today's sandbox, word for word, with the same effects", async () => {
    const sandbox = await startSandbox();
    const differences: Difference[] = [];
    for await (const difference of replayedDifferences(sandbox, recording.operations)) differences.push(difference);
    assert.deepEqual(differences, []);
    await sandbox.close();
  });

  it("would be missed by a sandbox that answered otherwise", async () => {
    const sandbox = await startSandbox();
    const path = "/v1.0/applications/*/addPassword";
    sandbox.faults.add({ path, times: 1, effect: { kind: "status", status: 409 } });
    const first = (await replayedDifferences(sandbox, recording.operations).next()).value as Difference | undefined;
    assert.equal(first?.where, "create: POST /v1.0/applications/{id-6}/addPassword");
    await sandbox.close();
  });
});
