import { join } from "node:path";
import { type EngineStack, createEngineStack } from "../engine/engineStack";
import type { Engine } from "../engine/findEngine";
import { type Sandbox, startSandbox } from "../../packages/entra-sandbox";
import type { Bench } from "./report";
import { type TimedResult, timed } from "./timedCommand";

/** The day everything happens on, so that no period ends between two measurements. */
export const benchInstant = "2026-11-23T08:00:00Z";

/** Root of this project. */
export const project = join(__dirname, "..", "..");

/** The dev stack of this program against a local Entra ID, and the `pulumi` command for it. */
export interface BenchStack {
  readonly sandbox: Sandbox;
  readonly stack: EngineStack;
  /** Runs `pulumi` with these arguments as a person does, and takes its time. */
  readonly pulumi: (...args: string[]) => Promise<TimedResult>;
}

/** Starts a local Entra ID whose every call takes a while. */
export function startBenchSandbox(latencyMs = 0): Promise<Sandbox> {
  return startSandbox({ now: new Date(benchInstant), latencyMs });
}

/** Makes the dev stack, not yet deployed; the caller removes it. */
export async function newBenchStack(engine: Engine, sandbox: Sandbox, { signal }: Bench): Promise<BenchStack> {
  const stack = await createEngineStack(engine, { name: "dev", environment: sandbox.environment, project });
  stack.setNow(benchInstant);
  const pulumi = (...args: string[]) => timed(pulumiCommand({ engine, stack, signal }, args));
  return { sandbox, stack, pulumi };
}

/** Measures something on a stack with a local Entra ID of its own, and removes both. */
export async function withBenchStack<T>(
  engine: Engine,
  latencyMs: number,
  bench: Bench,
  measure: (stack: BenchStack) => Promise<T>,
): Promise<T> {
  const sandbox = await startBenchSandbox(latencyMs);
  let made: BenchStack | undefined;
  try {
    made = await newBenchStack(engine, sandbox, bench);
    return await measure(made);
  } finally {
    made?.stack.remove();
    await sandbox.close();
  }
}

/** The `pulumi` command with the home, the state and the environment of a stack. */
export function pulumiCommand(
  { engine, stack, signal }: { readonly engine: Engine; readonly stack: EngineStack; readonly signal: AbortSignal },
  args: readonly string[],
  folder = stack.folder,
) {
  return {
    command: join(engine.folder, "pulumi"),
    args: [...args, "--stack", stack.stack.name, "--non-interactive"],
    folder,
    environment: { ...process.env, ...stack.environment },
    signal,
  };
}
