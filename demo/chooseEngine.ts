import { findEngine } from "../engine/findEngine";
import type { Sandbox } from "../sandbox";
import type { DemoEngine } from "./deployedStack";
import { realEngine } from "./realEngine";
import { rehearsalEngine } from "./rehearsal/rehearsalEngine";

/** Which engine was asked for. */
export type EngineChoice = "real" | "rehearsal" | undefined;

/** The real engine was asked for, and is not there. */
export class NoEngineError extends Error {}

/**
 * The real engine where this machine has one, else the rehearsal. Looks at files only: nothing is started or
 * downloaded to find out.
 *
 * @throws NoEngineError where the choice is `real` and cannot be met
 */
export function chooseEngine(choice: EngineChoice): (sandbox: Sandbox) => DemoEngine {
  if (choice === "rehearsal") return (sandbox) => rehearsalEngine(sandbox, "asked for");
  const engine = findEngine();
  if ("missing" in engine) {
    if (choice === "real") throw new NoEngineError(engine.missing);
    return (sandbox) => rehearsalEngine(sandbox, engine.missing);
  }
  if (choice === undefined && process.platform !== "linux") {
    // The providers are Go programs: elsewhere they take certificate authorities from the system's store alone.
    const reason = `the providers trust the sandbox's certificate on Linux only, not on ${process.platform}`;
    return (sandbox) => rehearsalEngine(sandbox, reason);
  }
  return (sandbox) => realEngine(engine, sandbox);
}
