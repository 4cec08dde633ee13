import { parseArgs } from "node:util";

/** The parts of the benchmark, in their order. */
export const sectionNames = ["preview", "graph", "rotation", "tools"] as const;

/** The name of one part. */
export type SectionName = (typeof sectionNames)[number];

/** What the command line asks for. */
export interface Options {
  readonly only: readonly SectionName[];
  readonly runs: number;
  readonly bounds: boolean;
  readonly help: boolean;
}

/** A command line that cannot be read. */
export class UsageError extends Error {}

export const help = `usage: npm run bench -- [--only LIST] [--runs N] [--no-bounds]

Measures the bounds of the design against a local Entra ID on this machine, prints tables and, when every part ran,
writes workbench/bench/results.md. Takes under 15 minutes. Exits with 1 if a bound is missed.

  --only LIST    some parts, separated by commas: ${sectionNames.join(", ")}
  --runs N       how often each time that is compared is taken, 1 to 50 (default 9)
  --no-bounds    exit with 0 also where a bound is missed
  --help         this text

Previews and Graph calls need a Pulumi CLI with the azuread and random plugins. The comparison with OpenTofu needs
\`tofu\` on PATH, and the hashicorp/azuread provider where its CLI configuration (TF_CLI_CONFIG_FILE) finds it on this
machine. Nothing is downloaded.
`;

/** @throws UsageError */
export function readOptions(args: string[]): Options {
  const { only, runs, ...flags } = parsed(args);
  return { ...flags, only: partsOf(only), runs: runsOf(runs), bounds: !flags["no-bounds"] };
}

function parsed(args: string[]) {
  const options = {
    only: { type: "string" },
    runs: { type: "string", default: "9" },
    "no-bounds": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(". ")[0]}; --help shows what there is`);
  }
}

function partsOf(only: string | undefined): readonly SectionName[] {
  if (only === undefined) return sectionNames;
  const asked = only.split(",").map((name) => name.trim());
  const unknown = asked.filter((name) => !sectionNames.some((known) => known === name));
  if (unknown.length > 0) {
    throw new UsageError(
      `--only ${only}: there is no part ${unknown.join(", ")}; there are ${sectionNames.join(", ")}`,
    );
  }
  return sectionNames.filter((name) => asked.includes(name));
}

function runsOf(text: string): number {
  const runs = Number(text);
  if (Number.isInteger(runs) && runs >= 1 && runs <= 50) return runs;
  throw new UsageError(`--runs ${text}: expected a whole number from 1 to 50`);
}
