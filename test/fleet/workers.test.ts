import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { workers, type Workers } from "../../pipelines/fleet/workers";

/** Answers with its process id; told to by the stack's name it ends before or after the answer. */
const standIn = `
process.on("message", ({ stack }) => {
  if (stack === "dies at work") process.exit(3);
  process.send({ outcome: { changes: {}, text: String(process.pid) } }, () => {
    if (stack === "dies idle") process.exit(4);
  });
});
`;

describe("the workers of a fleet", function () {
  // Each is a process that loads ts-node.
  this.timeout(30_000);
  let folder: string;
  let pool: Workers;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "icertis-access-workers-"));
    const program = join(folder, "worker.js");
    writeFileSync(program, standIn);
    // ts-node is found from here, not from the folder of the stacks.
    pool = workers(process.cwd(), { program });
  });
  afterEach(() => {
    pool.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = async (stack: string) => (await pool.run("preview", stack, {})).text;
  const gone = async (pid: string) => {
    for (;;) {
      try {
        process.kill(Number(pid), 0);
      } catch {
        return sleep(50);
      }
      await sleep(20);
    }
  };

  it("are used again", async () => {
    assert.equal(await run("dev"), await run("prod"));
  });

  it("are replaced where one ended while it had nothing to do", async () => {
    const first = await run("dies idle");
    await gone(first);
    assert.notEqual(await run("dev"), first);
  });

  it("are replaced, or the stack fails, where one ends just then; the fleet goes on", async () => {
    await run("dies idle");
    await run("dev").catch((error: Error) => assert.match(error.message, /^the worker (ended|could not be asked)/));
    assert.match(await run("prod"), /^\d+$/);
  });

  it("fail the stack they ended at, and no other", async () => {
    await assert.rejects(run("dies at work"), /^Error: the worker ended with code 3$/);
    assert.match(await run("dev"), /^\d+$/);
  });
});
