import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SandboxError, startSandbox } from "../../sandbox";
import { startFromCommandLine } from "../../sandbox/commandLine";

const main = join(__dirname, "..", "..", "sandbox", "main.ts");

/** Starts in-process and collects what is printed. */
async function start(args: string[]) {
  let stdout = "";
  const sandbox = await startFromCommandLine(args, {
    out: (text) => (stdout += `${text}\n`),
    error: () => assert.fail("nothing to complain about"),
  });
  return { sandbox, stdout };
}

describe("npm run sandbox", () => {
  it("prints what to export, stops on Ctrl-C and leaves nothing behind", async () => {
    const child = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", main, "--json"]);
    let stdout = "";
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    await new Promise<void>((resolve) =>
      child.stdout.on("data", (chunk: Buffer) => {
        stdout += chunk.toString();
        if (stdout.endsWith("\n")) resolve();
      }),
    );
    const { url, caFile, environment } = JSON.parse(stdout) as Record<string, string> & {
      environment: Record<string, string>;
    };
    assert.equal(url, `https://${environment["ARM_METADATA_HOSTNAME"]}`);
    assert.equal(environment["SSL_CERT_FILE"], caFile);
    assert.equal(existsSync(caFile ?? ""), true);
    child.kill("SIGINT");
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(existsSync(caFile ?? ""), false);
  });

  it("prints lines a shell can evaluate", async () => {
    const { sandbox, stdout } = await start([]);
    await sandbox?.close();
    const lines = stdout.trim().split("\n");
    assert.deepEqual(
      lines.filter((line) => !/^(# .*|export [A-Z_]+=\S+)$/.test(line)),
      [],
    );
    assert.ok(lines.includes(`export ARM_TENANT_ID=${sandbox?.tenantId}`));
  });

  it("says in one line what cannot be done", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sandbox-command-"));
    const state = join(folder, "state.json");
    writeFileSync(state, '{"version": 9}');
    const blocker = await startSandbox();
    for (const [args, message] of [
      [["--port", String(blocker.port)], `port ${blocker.port} is in use: choose another, or 0 for a free one`],
      [
        ["--state", state],
        `the state file ${state} is of version 9, this sandbox reads 1: use another file, or remove it to start afresh`,
      ],
      [["--prot", "1"], "Unknown option '--prot'; --help shows what there is"],
      [["extra"], "Unexpected argument 'extra'; --help shows what there is"],
      [["--port", "70000"], "--port 70000: expected a number from 0 to 65535"],
      [["--port", "x"], "--port x: expected a number from 0 to 65535"],
    ] as const) {
      await assert.rejects(start([...args]), (error) => {
        assert.ok(error instanceof SandboxError);
        assert.equal(error.message, message);
        return true;
      });
    }
    await blocker.close();
    rmSync(folder, { recursive: true });
  });

  it("explains itself", async () => {
    const { sandbox, stdout } = await start(["--help"]);
    assert.equal(sandbox, undefined);
    assert.match(stdout, /^usage: npm run sandbox -- \[--port PORT\] \[--state FILE\] \[--json\]/);
  });
});
