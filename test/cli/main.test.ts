import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, type SpawnOptionsWithoutStdio, spawn } from "node:child_process";
import { chmodSync, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ToolFolder } from "./runTool";
import { maskedOutputs, sampleOutputs } from "./sampleOutputs";

const main = join(__dirname, "..", "..", "cli", "main.ts");

/** Runs the command as a process of its own. */
function run(words: readonly string[], options: SpawnOptionsWithoutStdio, input = "") {
  const child = spawn(process.execPath, ["-r", "ts-node/register", main, ...words], options);
  return finished(child, input);
}

function finished(child: ChildProcessWithoutNullStreams, input = "") {
  const texts = { out: "", errors: "" };
  child.stdout.on("data", (chunk: Buffer) => (texts.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (texts.errors += chunk.toString()));
  child.stdin.end(input);
  return new Promise<{ code: number | null; out: string; errors: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, ...texts })),
  );
}

function shell(script: string) {
  return finished(spawn("sh", ["-c", script], { cwd: join(__dirname, "..", "..") }));
}

describe("icertis-access as a process", () => {
  const folder = new ToolFolder();
  const root = join(__dirname, "..", "..");

  it("works in a pipe", async () => {
    const outputs = JSON.stringify(maskedOutputs());
    const options = { cwd: root };
    const rendered = await run(["tenant-json", "render", "--outputs", "-"], options, outputs);
    assert.deepEqual(rendered, { code: 0, out: sampleOutputs().tenantJson, errors: "" });
  });

  it("ends in one line where the disk is full, the reader has gone or the folder is gone", async function () {
    if (!existsSync("/dev/full")) this.skip();
    const gone = join(folder.path, "gone");
    const command = `"${process.execPath}" -r ts-node/register "${main}" --help`;
    const removed = `require("ts-node/register"); require("fs").mkdirSync("${gone}"); process.chdir("${gone}");
      require("fs").rmdirSync("${gone}"); process.argv = ["node", "x", "verify"]; require("${main}");`;
    for (const script of [
      `${command} > /dev/full`,
      // The reader has gone before the first byte is written.
      `(${command}; echo "code $?" >&2; exit 2) | true`,
      `"${process.execPath}" -e '${removed}'`,
    ]) {
      const { code, errors } = await shell(script);
      const [line = "", ...more] = errors.trimEnd().split("\n");
      assert.match(line, /^icertis-access: /);
      assert.ok(script.endsWith("| true") ? more.join() === "code 2" : code === 2 && more.length === 0, errors);
    }
  });

  it("leaves no half of a file and no temporary folder where a signal ends it", async function () {
    if (process.platform === "win32") this.skip();
    const script = (file: string) => `
      require("ts-node/register");
      const { asProcess } = require("${root}/cli/commandProcess");
      const { replaceFile } = require("${root}/cli/replaceFile");
      require("${root}/pipelines/temporaryFolder").temporaryFolder("x");
      asProcess("x", async () => {
        for (;;) {
          replaceFile("${file}", "x".repeat(1e6));
          process.stdout.write(".");
          await new Promise(setImmediate);
        }
      });`;
    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const) {
      const own = new ToolFolder();
      const env = { ...process.env, TMPDIR: own.path };
      const child = spawn(process.execPath, ["-e", script(join(own.path, "file"))], { cwd: root, env });
      child.stdout.once("data", () => child.kill(signal));
      assert.equal((await finished(child)).code, code);
      assert.deepEqual(
        readdirSync(own.path).filter((name) => /^icertis|file/.test(name)),
        ["file"],
      );
      assert.equal(own.read("file").length, 1e6);
    }
  });

  it("runs the Pulumi CLI in the project's folder, and ends in a message and an exit code", async function () {
    if (process.platform === "win32") this.skip();
    folder.write("pulumi", `#!/bin/sh\necho "error: no stack named '$5' found in $PWD" >&2\nexit 255\n`);
    chmodSync(join(folder.path, "pulumi"), 0o755);
    const env = { ...process.env, PATH: [folder.path, process.env["PATH"]].join(delimiter) };
    const words = ["tenant-json", "render", "--stack", "dev", "--project", folder.path];
    assert.deepEqual(await run(words, { cwd: root, env }), {
      code: 2,
      out: "",
      errors: `icertis-access: \`pulumi stack output --json --stack dev --non-interactive\` failed in ${folder.path}: no stack named 'dev' found in ${folder.path}; \`pulumi stack ls\` lists the stacks\n`,
    });
  });
});
