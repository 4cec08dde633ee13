import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mock } from "node:test";
import { demoCommand } from "../../workbench/demo/command";
import type { DemoOptions } from "../../workbench/demo/demo";
import { realEngine } from "../../workbench/demo/realEngine";
import { rehearsalEngine } from "../../workbench/demo/rehearsal/rehearsalEngine";
import * as files from "../../workbench/engine/stackConfig";
import { withEnvironment } from "../fakeRun";

/** Runs the demo; it must end with one message and exit code 2. */
async function refusal(engine: DemoOptions["engine"]): Promise<string> {
  const errors: string[] = [];
  const code = await demoCommand([], {
    out: { write: () => undefined, isTerminal: false },
    errors: { write: (text) => void errors.push(text), isTerminal: false },
    engineFor: () => Promise.resolve(engine),
  });
  assert.equal(code, 2);
  return errors.join("");
}

describe("a demo that cannot run", () => {
  const file = files.stackConfig;
  const withRotation = async (rotation: unknown) => {
    const mocked = mock.method(files, "stackConfig", (name: string) => file(name, name === "prod" ? { rotation } : {}));
    try {
      return await refusal((sandbox) => rehearsalEngine(sandbox, "a test"));
    } finally {
      mocked.mock.restore();
    }
  };

  for (const [title, rotation, problem] of [
    [
      "a wrong first day",
      { firstIssued: "next week" },
      /^ {2}rotation\.firstIssued: got "next week"; must be a UTC day /,
    ],
    ["no such day", { firstIssued: "2026-02-30" }, /^ {2}rotation\.firstIssued: got "2026-02-30"; must be a UTC day /],
    ["no first day", {}, /^ {2}rotation\.firstIssued: is required/],
    ["a first day that is a number", { firstIssued: 20261123 }, /^ {2}rotation\.firstIssued: got 20261123; /],
    ["no rotation at all", undefined, /^ {2}rotation/],
    ["a text for a rotation", "yearly", /^ {2}rotation: got "yearly"; /],
    ["an impossible lifetime", { firstIssued: "2026-11-23", lifetimeDays: 0 }, /^ {2}rotation\.lifetimeDays: got 0; /],
  ] as const) {
    it(`says so in one message: ${title}`, async () => {
      const [first, second] = (await withRotation(rotation)).split("\n");
      assert.equal(first, "demo: Pulumi.prod.yaml has no rotation the demo could show:");
      assert.match(second ?? "", problem);
    });
  }

  it("removes what it made where the CLI fails for one stack, once the other is made too", async function () {
    this.timeout(20_000);
    const folder = mkdtempSync(join(tmpdir(), "icertis-access-failing-cli-"));
    const temporary = join(folder, "tmp");
    for (const path of [temporary, join(folder, "plugins")]) mkdirSync(path);
    // Makes prod, after a while, but not dev.
    const script = [
      "#!/bin/sh",
      'case "$*" in',
      "  version) echo v3.259.0 ;;",
      "  stack*dev*) echo 'error: the disk is full' >&2; exit 1 ;;",
      "  *) sleep 1 ;;",
      "esac",
    ];
    writeFileSync(join(folder, "pulumi"), script.join("\n"), { mode: 0o755 });
    const PATH = [folder, process.env["PATH"]].join(":");
    try {
      const message = await withEnvironment({ PATH, TMPDIR: temporary }, () =>
        refusal((sandbox) => realEngine({ folder, plugins: join(folder, "plugins") }, sandbox)),
      );
      assert.equal(message, `demo: ${join(folder, "pulumi")} makes no stack dev: error: the disk is full\n`);
      assert.deepEqual(
        readdirSync(temporary).filter((name) => name.startsWith("icertis-access-")),
        [],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
