import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** How a linter ended. */
interface Verdict {
  readonly code: number;
  readonly text: string;
}

const own = join(__dirname, "..", "..", "node_modules", ".pipeline-linters", "bin");

/** Where a linter is, on PATH or where `npm run pipelines:linters` puts it. */
export function findLinter(name: string): string | undefined {
  const folders = [own, ...(process.env["PATH"] ?? "").split(delimiter).filter(Boolean)];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/**
 * A test that needs a linter. Where it is not installed the test is skipped under a title that says so; with
 * PIPELINE_LINTERS=required, as .ci/run sets it, it fails: nobody reads there what was skipped. All linters of a suite start with it and run side by side.
 */
export function itWithLinter(
  name: string,
  title: string,
  body: (lint: (...args: string[]) => Promise<Verdict>) => Promise<void>,
): void {
  const found = findLinter(name);
  if (found === undefined) {
    const hint = `no ${name}; npm run pipelines:linters installs it`;
    if (process.env["PIPELINE_LINTERS"] === "required") it(title, () => assert.fail(hint));
    else it.skip(`${title}: SKIPPED, ${hint}`, () => undefined);
    return;
  }
  let ended: Promise<void>;
  before(() => {
    ended = body((...args) => run(found, args));
    // Awaited by the test; a failure before that must not end the process.
    ended.catch(() => undefined);
  });
  it(title, () => ended);
}

function run(command: string, args: readonly string[]): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NO_COLOR: "1" } });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, text }));
  });
}
