import { findEngine } from "../engine/findEngine";
import { pulumiCommand } from "../engine/pulumiCommand";
import type { Sandbox } from "../../packages/entra-sandbox";
import { DemoError } from "./demoError";
import type { DemoEngine } from "./deployedStack";
import { realEngine } from "./realEngine";
import { rehearsalEngine } from "./rehearsal/rehearsalEngine";

/** Which engine was asked for. */
export type EngineChoice = "real" | "rehearsal" | undefined;

/**
 * The real engine where this machine has one that serves, else the rehearsal. A CLI that is found is asked for its
 * version; nothing is downloaded.
 *
 * @throws DemoError where the choice is `real` and cannot be met
 */
export async function chooseEngine(choice: EngineChoice): Promise<(sandbox: Sandbox) => DemoEngine> {
  if (choice === "rehearsal") return (sandbox) => rehearsalEngine(sandbox, "asked for");
  const instead = (reason: string) => {
    if (choice === "real") throw new DemoError(reason);
    return (sandbox: Sandbox) => rehearsalEngine(sandbox, reason);
  };
  const engine = findEngine();
  if ("missing" in engine) return instead(engine.missing);
  if (choice === undefined && process.platform !== "linux") {
    // The providers are Go programs: elsewhere they take certificate authorities from the system's store alone.
    return instead(`the providers trust the sandbox's certificate on Linux only, not on ${process.platform}`);
  }
  const command = await pulumiCommand(engine);
  if ("missing" in command) return instead(command.missing);
  return (sandbox) => realEngine(engine, sandbox);
}
