import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findEngine } from "../engine/findEngine";
import { project } from "./benchStack";
import { findTofu } from "./graph/findTofu";
import { graphSection } from "./graph/graphSection";
import { describeLoad, describeMachine } from "./machine";
import { help, readOptions, sectionNames, UsageError, type Options, type SectionName } from "./options";
import { previewSection } from "./preview/previewSection";
import { reportText, sectionText } from "./report";
import { rotationSection } from "./rotation/rotationSection";
import type { Bench, Section } from "./section";
import { toolsSection } from "./tools/toolsSection";

/** A person has ended the benchmark. */
class Stopped extends Error {}

/** A whole run takes a third of it on a quiet machine. */
const longestMs = 40 * 60_000;

void main().catch((error: unknown) => {
  console.error(error instanceof UsageError || error instanceof Stopped ? `bench: ${error.message}` : error);
  process.exitCode = 2;
});

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(help);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => stop.abort(new Stopped(`stopped by ${signal}`)));
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
