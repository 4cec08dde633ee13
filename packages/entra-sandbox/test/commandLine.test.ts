import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SandboxError, startSandbox } from "../src";
import { startFromCommandLine } from "../src/commandLine";

const main = join(__dirname, "..", "src", "main.ts");

/** Starts in-process and collects what is printed. */
async function start(args: string[]) {
  let stdout = "";
  const sandbox = await startFromCommandLine(args, {
    out: (text) => (stdout += `${text}\n`),
    error: () => assert.fail("nothing to complain about"),
  });
  return { sandbox, stdout };
}

/** Starts the command itself; `ended` gives its exit code and what it complained about. */
function run(args: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", main, ...args], {
    env: { ...process.env, ...environment },
    timeout: 15_000,
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<[number | null, string]>((resolve) => child.on("close", (code) => resolve([code, stderr])));
  return { child, ended };
}

/** Changes something that goes into the state file. */
function moveClock(url: string, ca: Buffer, adminToken: string): Promise<unknown> {
  const outgoing = request(`${url}/_sandbox/clock/advance`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminToken}` },
    ca,
    host: "127.0.0.1",
    agent: false,
  });
  outgoing.end('{"days": 1}');
  return once(outgoing, "response");
}

describe("npm run sandbox", () => {
  it("prints what to export, stops on Ctrl-C and leaves nothing behind", async () => {
    const { child, ended } = run(["--json"]);
    let stdout = "";
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
    assert.deepEqual(await ended, [0, ""]);
    assert.equal(existsSync(caFile ?? ""), false);
  });

  it("says in one line that it has nowhere to put the certificate, and leaves the state file alone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sandbox-command-"));
    const file = join(folder, "file");
    writeFileSync(file, "");
    const [code, stderr] = await run(["--state", join(folder, "state.json")], { TMPDIR: file }).ended;
    assert.equal(code, 1);
    assert.match(stderr, /^entra-sandbox: .*ENOTDIR.* TMPDIR .*\n$/);
    assert.deepEqual(readdirSync(folder), ["file"]);
    rmSync(folder, { recursive: true });
  });

  it("stops where the terminal is closed, and says in one line that it could not save on its way out", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sandbox-command-"));
    const { child, ended } = run(["--state", join(folder, "state.json"), "--json"]);
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const { url, caFile, adminToken } = JSON.parse(line.toString()) as Record<"url" | "caFile" | "adminToken", string>;
    rmSync(folder, { recursive: true });
    await moveClock(url, readFileSync(caFile), adminToken);
    child.kill("SIGHUP");
    const [code, stderr] = await ended;
    assert.equal(code, 1);
    assert.match(stderr, /\nentra-sandbox: cannot write the state file \S+state\.json: ENOENT[^\n]*\n$/);
    assert.equal(existsSync(caFile), false);
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
    for (const [args, code] of [
      [["--port", String(blocker.port)], "port-unavailable"],
      [["--state", state], "state-version"],
      [["--prot", "1"], "arguments-invalid"],
      [["extra"], "arguments-invalid"],
      ...["70000", "x", "1e4", " 8443", "-1", ""].map((port) => [["--port", port], "arguments-invalid"] as const),
    ] as const) {
      await assert.rejects(start([...args]), (error) => {
        assert.ok(error instanceof SandboxError);
        assert.equal(error.code, code, error.message);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
    }
    await blocker.close();
    rmSync(folder, { recursive: true });
  });

  it("explains itself", async () => {
    const { sandbox, stdout } = await start(["--help"]);
    assert.equal(sandbox, undefined);
    assert.match(stdout, /^Usage: entra-sandbox \[options\]/);
  });
});
