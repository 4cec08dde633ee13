import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { findEngine } from "../../engine/findEngine";
import { startSandbox, type Sandbox } from "../../sandbox";
import { fleetFolder, type FleetFolder } from "./fleetFolder";

/** Measures 1, 4 and 16 stacks against the sandbox, one Graph call in twelve throttled: the table of docs/scale.md. */

const latencyMs = 100;
const oneIn = 12;
const retryAfterSeconds = 2;
const instant = "2026-11-23T08:00:00Z";
const fleetMain = join(__dirname, "..", "..", "pipelines", "fleet", "main.ts");

void measureAll(process.argv.slice(2).map(Number));

async function measureAll(sizes: readonly number[]): Promise<void> {
  const engine = findEngine();
  if ("missing" in engine) throw new Error(engine.missing);
  say("| stacks | at a time | verb | s | Graph calls | 429 | run twice | failed | lost |");
  say("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
  for (const size of sizes.length > 0 ? sizes : [1, 4, 16]) {
    const sandbox = await startSandbox({ now: new Date(instant), latencyMs });
    const fleet = await fleetFolder(engine, size, instant.slice(0, 10));
    try {
      for (const verb of ["up", "preview", "drift"] as const) await measure(sandbox, fleet, verb);
      if (size === 4) compareWithCli(await previewSeconds(sandbox, fleet), await cliSeconds(sandbox, fleet));
    } finally {
      fleet.remove();
      await sandbox.close();
    }
  }
}

async function measure(sandbox: Sandbox, fleet: FleetFolder, verb: string): Promise<void> {
  throttle(sandbox);
  const concurrency = Math.min(4, fleet.names.length);
  const stacks = fleet.names.map((name) => ({ name }));
  writeFileSync(join(fleet.folder, "stacks.yaml"), stringify({ concurrency, stacks }));
  await runFleetProcess(fleet, environmentOf(sandbox, fleet), verb);
  const report = readFileSync(join(fleet.folder, "reports", `fleet-${verb}.md`), "utf8");
  const [, seconds = "?", failed = "?"] = /in (\d+) s: \d+ done, (\d+) failed/.exec(report) ?? [];
  const twice = [...report.matchAll(/\| 2 \| [\d.]+ \|/g)].length;
  const graph = sandbox.requestLog.exchanges.filter(({ path }) => /^\/(v1\.0|beta)\//.test(path));
  const throttled = graph.filter(({ status }) => status === 429).length;
  const lostStacks = lost(sandbox, fleet.names);
  say(
    `| ${[fleet.names.length, concurrency, verb, seconds, graph.length, throttled, twice, failed, lostStacks].join(" | ")} |`,
  );
}

/** Seconds per stack of a preview, one stack after another; the first also loads the program. */
async function previewSeconds(sandbox: Sandbox, fleet: FleetFolder): Promise<number[]> {
  sandbox.faults.clear();
  await runFleetProcess(fleet, environmentOf(sandbox, fleet), "preview", "--concurrency", "1");
  const report = readFileSync(join(fleet.folder, "reports", "fleet-preview.md"), "utf8");
  return [...report.matchAll(/\| 1 \| ([\d.]+) \|/g)].map(([, seconds]) => Number(seconds));
}

/** Seconds of the same previews by the CLI. */
async function cliSeconds(sandbox: Sandbox, fleet: FleetFolder): Promise<number[]> {
  const seconds: number[] = [];
  for (const name of fleet.names) {
    const started = Date.now();
    const options = { cwd: fleet.folder, env: { ...process.env, ...environmentOf(sandbox, fleet) } };
    const child = spawn("pulumi", ["preview", "--non-interactive", "--stack", name], { ...options, stdio: "ignore" });
    await new Promise((resolve) => child.on("close", resolve));
    seconds.push((Date.now() - started) / 1000);
  }
  return seconds;
}

function compareWithCli(fleet: readonly number[], cli: readonly number[]): void {
  const median = (all: readonly number[]) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
  const [first, ...later] = fleet;
  const ratio = median(later) / median(cli);
  say(
    `preview, one at a time: first ${first} s, later ${median(later)} s; CLI ${median(cli)} s; ratio ${ratio.toFixed(2)}`,
  );
}

function environmentOf(sandbox: Sandbox, { environment }: FleetFolder): NodeJS.ProcessEnv {
  return { ...environment, ...sandbox.environment, ICERTIS_ACCESS_NOW: instant };
}

/** A process of its own: the sandbox's authority is trusted from its start only. */
function runFleetProcess({ folder }: FleetFolder, env: NodeJS.ProcessEnv, ...words: string[]): Promise<void> {
  const args = ["--require", "ts-node/register/transpile-only", fleetMain, ...words, "--stacks", "stacks.yaml"];
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...env }, stdio: "pipe" });
  child.stdout.on("data", (chunk: Buffer) => process.stderr.write(chunk));
  child.stderr.on("data", (chunk: Buffer) => process.stderr.write(chunk));
  return new Promise((resolve) => child.on("close", () => resolve()));
}

/** Every twelfth Graph call is answered with 429. */
function throttle(sandbox: Sandbox): void {
  sandbox.requestLog.clear();
  sandbox.faults.clear();
  for (let skip = oneIn - 1; skip < 2000; skip += oneIn) {
    const effect = { kind: "status", status: 429, retryAfterSeconds } as const;
    sandbox.faults.add({ path: "/v1.0/**", skip, times: 1, effect });
  }
}

/** Stacks that have not exactly one application, service principal and secret, or applications nobody owns up to. */
function lost(sandbox: Sandbox, names: readonly string[]): number {
  const { applications, servicePrincipals } = sandbox.snapshot();
  const whole = names.filter((name) => {
    const [own, ...more] = applications.filter(({ displayName }) => displayName === `ICM API ${name}`);
    const principals = servicePrincipals.filter(({ appId }) => appId === own?.appId);
    return own?.passwordCredentials.length === 1 && more.length === 0 && principals.length === 1;
  });
  return names.length - whole.length + Math.abs(applications.length - names.length);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
