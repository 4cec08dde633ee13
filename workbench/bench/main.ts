import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { UserError } from "../../entra/userError";
import { findEngine } from "../engine/findEngine";
import { project } from "./benchStack";
import { findTofu } from "./tofu";
import { graphSection } from "./graphSection";
import { describeLoad, describeMachine } from "./machine";
import { previewSection } from "./previewSection";
import { type Bench, type Section, reportText, sectionText } from "./report";
import { rotationSection } from "./rotationSection";
import { sandboxSection } from "./sandboxSection";
import { toolsSection } from "./toolsSection";

/** The parts of the benchmark, in their order. */
const sectionNames = ["preview", "graph", "rotation", "tools", "sandbox"] as const;

/** The name of one part. */
type SectionName = (typeof sectionNames)[number];

interface Options {
  readonly only: readonly SectionName[];
  readonly runs: number;
  readonly bounds: boolean;
}

const command = new Command("npm run bench --")
  .description(
    `Measures the bounds of the design against a local Entra ID on this machine, prints tables and, when every part ran, writes workbench/bench/results.md. Takes under 20 minutes. Exits with 1 if a bound is missed.

Previews and Graph calls need a Pulumi CLI with the azuread and random plugins. The comparison with OpenTofu needs tofu on PATH, and the hashicorp/azuread provider where its CLI configuration (TF_CLI_CONFIG_FILE) finds it on this machine. Nothing is downloaded.`,
  )
  .option("--only <parts>", `some parts, separated by commas: ${sectionNames.join(", ")}`, readParts, sectionNames)
  .option("--runs <number>", "how often each time that is compared is taken, 1 to 50", readRuns, 9)
  .option("--no-bounds", "exit with 0 also where a bound is missed")
  .exitOverride();

function readParts(text: string): readonly SectionName[] {
  const asked = text.split(",").map((name) => name.trim());
  const unknown = asked.filter((name) => !sectionNames.some((known) => known === name));
  if (unknown.length > 0) throw new InvalidArgumentError(`There is no part ${unknown.join(", ")}.`);
  return sectionNames.filter((name) => asked.includes(name));
}

function readRuns(text: string): number {
  const runs = Number(text);
  if (Number.isInteger(runs) && runs >= 1 && runs <= 50) return runs;
  throw new InvalidArgumentError("It must be a whole number from 1 to 50.");
}

/** A whole run takes a third of it on a quiet machine. */
const longestMs = 40 * 60_000;

void main().catch((error: unknown) => {
  process.exitCode = 2;
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else console.error(error instanceof UserError ? `bench: ${error.message}` : error);
});

async function main(): Promise<void> {
  const options = command.parse().opts<Options>();
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => stop.abort(new UserError("stopped", `stopped by ${signal}`)));
  }
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(longestMs)]);
  await measure(options, { runs: options.runs, signal, progress: (line) => console.error(`  ${line}`) });
}

async function measure({ only, bounds }: Options, bench: Bench): Promise<void> {
  const load = describeLoad();
  const engine = findEngine();
  const tofu = only.includes("graph") ? await findTofu(bench.signal) : { missing: "not asked for" };
  const parts: Readonly<Record<SectionName, () => Section | Promise<Section>>> = {
    preview: () => previewSection(engine, bench),
    graph: () => graphSection(engine, tofu, bench),
    rotation: () => rotationSection(bench),
    tools: () => toolsSection(bench),
    sandbox: () => sandboxSection(bench),
  };
  const sections: Section[] = [];
  for (const name of only) {
    bench.signal.throwIfAborted();
    const section = await parts[name]();
    sections.push(section);
    console.log(`${sectionText(section)}\n`);
  }
  if (only.length === sectionNames.length) {
    const found = "missing" in engine ? undefined : engine;
    const machine = await describeMachine(found, "missing" in tofu ? undefined : tofu.version, load);
    writeFileSync(join(project, "workbench", "bench", "results.md"), reportText(machine, sections));
    console.log("written to workbench/bench/results.md");
  }
  const missed = sections.flatMap((section) => section.bounds).filter(({ kept }) => !kept);
  for (const { what, limit, measured } of missed) console.log(`✗ ${what}: ${measured}, may be ${limit}`);
  if (bounds && missed.length > 0) process.exitCode = 1;
}
