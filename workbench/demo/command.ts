import { parseArgs } from "node:util";
import { SandboxError } from "../../packages/entra-sandbox";
import { chooseEngine, type EngineChoice } from "./chooseEngine";
import { runDemo, type DemoOptions } from "./demo";
import { DemoError } from "./demoError";
import type { Screen } from "./progress";
import { report } from "./report";

const help = `usage: npm run demo -- [--engine real|rehearsal] [--json]

Shows the whole job against a local Entra ID on this machine: dev and prod are deployed, UiPath connects, ICI checks
the token, and client secrets rotate through two virtual years. Exits with 1 if any check failed.

  --engine NAME  real: the Pulumi CLI with the azuread and random plugins (under 3 minutes)
                 rehearsal: no engine, the Pulumi SDK's test runtime (under a minute)
                 by default real where a CLI that serves is found, else rehearsal; nothing is downloaded
  --json         print the result as one JSON object, progress to standard error (npm run -s demo -- --json)
  --help         this text`;

/** Where the command writes, and how it finds its engine. */
export interface CommandSurroundings {
  readonly out: Screen;
  readonly errors: Screen;
  readonly engineFor?: (choice: EngineChoice) => Promise<DemoOptions["engine"]>;
}

/** @returns the exit code: 0, 1 where a check failed, 2 where the demo could not run. */
export async function demoCommand(args: string[], surroundings: CommandSurroundings): Promise<number> {
  const { out, errors, engineFor = chooseEngine } = surroundings;
  try {
    const flags = readFlags(args);
    if (flags.help) {
      out.write(`${help}\n`);
      return 0;
    }
    const result = await runDemo({ engine: await engineFor(flags.engine), screen: flags.json ? errors : out });
    out.write(`${flags.json ? JSON.stringify(result, null, 2) : report(result)}\n`);
    return result.ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof DemoError || error instanceof SandboxError)) throw error;
    errors.write(`demo: ${error.message}\n`);
    return 2;
  }
}

interface Flags {
  readonly engine: EngineChoice;
  readonly json: boolean;
  readonly help: boolean;
}

function readFlags(args: string[]): Flags {
  const options = {
    engine: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  let values;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    throw new DemoError(`${(error as Error).message.split(". ")[0]}; --help shows what there is`);
  }
  const { engine, ...others } = values;
  if (engine === undefined || engine === "real" || engine === "rehearsal") return { ...others, engine };
  throw new DemoError(`--engine ${engine}: expected real or rehearsal`);
}
