import type { Engine } from "../../engine/findEngine";
import { stackConfig } from "../../engine/stackConfig";
import { benchInstant, newBenchStack, startBenchSandbox } from "../benchStack";
import type { Bench } from "../section";
import { countingCalls } from "./graphCalls";
import { scopeValues, type LifeStep, type Living } from "./life";

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
