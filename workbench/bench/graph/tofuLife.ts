import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBenchSandbox } from "../benchStack";
import type { Bench } from "../section";
import { timed } from "../timedCommand";
import { noDownloads, type Tofu } from "./findTofu";
import { countingCalls } from "./graphCalls";
import type { LifeStep, Living } from "./life";
import { tofuConfiguration } from "./tofuConfiguration";

/** The same resources under OpenTofu with the same provider, each command as a person types it. */
export async function tofuLife({ command, source }: Tofu, latencyMs: number, { signal }: Bench): Promise<Living> {
  const sandbox = await startBenchSandbox(latencyMs);
  const folder = mkdtempSync(join(tmpdir(), "icertis-access-tofu-"));
  const remove = async () => {
    rmSync(folder, { recursive: true, force: true });
    await sandbox.close();
  };
  const tofu = (args: string[], more: NodeJS.ProcessEnv = {}) => {
    const environment = { ...process.env, ...sandbox.environment, CHECKPOINT_DISABLE: "1", ...more };
    return timed({ command, args: [...args, "-input=false", "-no-color"], folder, environment, signal });
  };
  const declare = (scopes: number) => {
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(tofuConfiguration(source, scopes), null, 2));
  };
  try {
    declare(1);
    await tofu(["init"], noDownloads);
  } catch (error) {
    await remove();
    throw error;
  }
  const commands: Readonly<Record<LifeStep, () => ReturnType<typeof tofu>>> = {
    create: () => tofu(["apply", "-auto-approve"]),
    // Exit code 2 would say that something is to change.
    preview: () => tofu(["plan", "-detailed-exitcode"]),
    "add 20 scopes": () => {
      declare(21);
      return tofu(["apply", "-auto-approve"]);
    },
    refresh: () => tofu(["apply", "-refresh-only", "-auto-approve"]),
    destroy: () => tofu(["destroy", "-auto-approve"]),
  };
  return { take: (step) => countingCalls(sandbox, commands[step]), remove };
}
