import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { Engine } from "../../workbench/engine/findEngine";
import type { FaultyStack } from "./faultyStack";

/** The request during which the CLI is killed. */
export interface KillPoint {
  readonly method: string;
  /** Path pattern of the sandbox's faults. */
  readonly path: string;
  /** Matching requests to let pass first. */
  readonly skip?: number;
  /** Whether Entra ID carries the request out all the same. */
  readonly effect: "done" | "lost";
  /** Requests of the same moment that are lost with it, so that it does not depend on chance which of them came first. */
  readonly beside?: readonly Pick<KillPoint, "method" | "path" | "skip">[];
}

/** Long enough for a signal to arrive while the request is held. */
const holdMs = 1000;

/**
 * Runs `pulumi up`, holds one request of it, and kills the CLI (SIGKILL) and then, by their ids, the plugins it leaves
 * behind.
 *
 * @returns how many processes outlived the CLI
 */
export async function killedUp(engine: Engine, { dev, sandbox }: FaultyStack, point: KillPoint): Promise<number> {
  const { method, path, skip = 0, effect, beside = [] } = point;
  const match = { method, path, skip, times: 1 };
  const held = sandbox.faults.add({ ...match, effect: { kind: "latency", ms: holdMs } });
  if (effect === "lost") sandbox.faults.add({ ...match, effect: { kind: "status", status: 503 } });
  for (const request of beside) {
    for (const fault of [{ kind: "latency", ms: holdMs } as const, { kind: "status", status: 503 } as const]) {
      sandbox.faults.add({ ...request, effect: fault });
    }
  }
  const isHeld = () => sandbox.faults.list().some(({ id, hits }) => id === held && hits > 0);

  const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "dev"];
  const cli = spawn(join(engine.folder, "pulumi"), args, {
    cwd: dev.folder,
    env: { ...process.env, ...dev.environment },
    stdio: "ignore",
  });
  const ended = once(cli, "exit");
  while (!isHeld()) {
    assert.equal(cli.exitCode, null, `the run ended before ${method} ${path}`);
    await delay(20);
  }
  const answered = sandbox.requestLog.exchanges.length;
  assert.ok(cli.pid);
  const plugins = await descendants(cli.pid);
  cli.kill("SIGKILL");
  await ended;
  const outlived = plugins.filter(isAlive);
  for (const pid of outlived) process.kill(pid, "SIGKILL");
  // The request that was held is carried out, or refused, before anything else is tried.
  while (sandbox.requestLog.exchanges.length === answered || plugins.some(isAlive)) await delay(20);
  sandbox.faults.clear();
  return outlived.length;
}

/** Process ids of everything a process has started, directly or not. */
async function descendants(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const processes = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = (parent: number): number[] =>
    processes.flatMap(([id = 0, of]) => (of === parent ? [id, ...children(id)] : []));
  return children(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
