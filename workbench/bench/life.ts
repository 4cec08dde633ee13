import type { Sandbox } from "../../packages/entra-sandbox";
import type { Engine } from "../engine/findEngine";
import { stackConfig } from "../engine/stackConfig";
import { benchInstant, newBenchStack, startBenchSandbox } from "./benchStack";
import type { Bench } from "./report";

/** The steps of a stack's life, in their order. */
export const lifeSteps = ["create", "preview", "add 20 scopes", "refresh", "destroy"] as const;

/** The name of a step. */
export type LifeStep = (typeof lifeSteps)[number];

/** What a whole life took. */
export type Life = Readonly<Record<LifeStep, Step>>;

/** An engine with a stack of its own that has not been deployed yet. */
export interface Living {
  /** Takes one step; they come in their order. */
  take(step: LifeStep): Promise<Step>;
  /** Removes what it made on this machine. */
  remove(): Promise<void>;
}

/** Lives from creation to destruction. */
export async function liveThrough(living: Living, progress: (step: LifeStep) => void): Promise<Life> {
  const life: Partial<Record<LifeStep, Step>> = {};
  try {
    for (const step of lifeSteps) {
      progress(step);
      life[step] = await living.take(step);
    }
  } finally {
    await living.remove();
  }
  return life as Life;
}

/** Values of as many scopes. */
export function scopeValues(count: number): string[] {
  return ["user_impersonation", ...Array.from({ length: count - 1 }, (_, index) => `Area${index + 1}.Read`)];
}

/** One step of a stack's life: how long it took and how often Microsoft Graph was called. */
export interface Step {
  readonly seconds: number;
  readonly calls: number;
}

/** Takes a step and counts the Graph calls the sandbox answers meanwhile; metadata and sign-in are not among them. */
export async function countingCalls(
  { requestLog }: Pick<Sandbox, "requestLog">,
  take: () => Promise<{ readonly seconds: number }>,
): Promise<Step> {
  requestLog.clear();
  const { seconds } = await take();
  const calls = requestLog.exchanges.filter(({ path }) => /^\/(v1\.0|beta)\//.test(path)).length;
  return { seconds, calls };
}

/** `12.4 s, 27 calls` in a cell. */
export function stepText({ seconds, calls }: Step): string {
  return `${seconds.toFixed(1)} s, ${calls}`;
}

/** This program under the Pulumi CLI, each command as a person types it, previews included. */
export async function pulumiLife(engine: Engine, latencyMs: number, bench: Bench): Promise<Living> {
  const sandbox = await startBenchSandbox(latencyMs);
  const { stack, pulumi } = await newBenchStack(engine, sandbox, bench).catch(async (error: unknown) => {
    await sandbox.close();
    throw error;
  });
  const commands: Readonly<Record<LifeStep, () => ReturnType<typeof pulumi>>> = {
    create: () => pulumi("up", "--yes"),
    preview: () => pulumi("preview", "--expect-no-changes"),
    "add 20 scopes": () => {
      stack.configure({ scopes: scopeValues(21).map((value) => ({ value })) });
      return pulumi("up", "--yes");
    },
    refresh: () => pulumi("refresh", "--yes"),
    destroy: () => {
      stack.configure({ rotation: revocable() });
      return pulumi("destroy", "--yes", "--run-program");
    },
  };
  return {
    take: (step) => countingCalls(sandbox, commands[step]),
    async remove() {
      stack.remove();
      await sandbox.close();
    },
  };
}

/** The rotation of the dev stack, its live secret free to be deleted for an hour. */
function revocable(): unknown {
  const rotation = JSON.parse(stackConfig("dev")["icertis-access:rotation"] ?? "{}") as Record<string, unknown>;
  return { ...rotation, allowRevocationUntil: benchInstant.replace("T08", "T09") };
}
