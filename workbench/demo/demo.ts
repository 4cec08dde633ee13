import { formatInstant, parseInstant } from "../../model/instant";
import { startSandbox, type Sandbox } from "../../packages/entra-sandbox";
import { CheckBook } from "./checks";
import { newEnvironment, rotationOf } from "./context";
import type { DemoEngine } from "./engines";
import { Progress, type Screen } from "./progress";
import { described, partiesOf, type DemoResult } from "./report";
import { connection } from "./scenarios/connection";
import { deployment } from "./scenarios/deployment";
import { twoYears } from "./scenarios/twoYears";

/** The environments shown side by side: those that have a stack file. */
export const environmentNames = ["dev", "prod"] as const;

/** What the demo runs with. */
export interface DemoOptions {
  readonly engine: (sandbox: Sandbox) => DemoEngine;
  readonly screen: Screen;
}

/**
 * The whole job against a local Entra ID: deploys every environment, connects as UiPath does, decides as ICI does,
 * and lets two years pass. What goes wrong is in the result; nothing but a demo that cannot start is thrown.
 */
export async function runDemo({ engine: makeEngine, screen }: DemoOptions): Promise<DemoResult> {
  const started = performance.now();
  const now = firstMorning();
  const sandbox = await startSandbox({ now });
  // Every instant is exact: the date stands still between two steps.
  sandbox.clock.freeze(now);
  const engine = makeEngine(sandbox);
  const checks = new CheckBook();
  const progress = new Progress(
    screen,
    () => sandbox.clock.now(),
    () => checks.failures,
  );
  try {
    progress.say(`A local Entra ID runs at ${sandbox.url}; its date is ${formatInstant(now.getTime())}.`);
    progress.say(`Engine: ${engine.description}.\n`);
    const making = environmentNames.map((name) => newEnvironment(name, engine));
    // Where one fails the other is still being made, and would outlive the engine.
    await Promise.allSettled(making);
    const environments = await Promise.all(making);
    const context = { sandbox, engine, environments, checks, progress };
    await deployment(context);
    await connection(context);
    const rotations = await twoYears(context);
    const results = checks.results(environmentNames);
    return {
      ok: results.every(({ ok }) => ok),
      engine: { kind: engine.kind, description: engine.description },
      from: formatInstant(now.getTime()),
      to: formatInstant(sandbox.clock.now().getTime()),
      parties: partiesOf(environments),
      rotations,
      checks: described(results),
      steps: progress.steps,
      seconds: Math.round((performance.now() - started) / 100) / 10,
    };
  } finally {
    engine.close();
    await sandbox.close();
  }
}

/** Eight o'clock on the day the last of the environments issues its first secret. */
export function firstMorning(): Date {
  const issued = environmentNames.map((name) => parseInstant(rotationOf(name).firstIssued) ?? NaN);
  return new Date(Math.max(...issued) + 8 * 3_600_000);
}
