import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Environment, Job } from "../../pipelines/steps/job";
import { runStep } from "../../pipelines/steps/runStep";
import type { JobProgress, PlannedJob } from "./plannedJob";

/** What a job did. */
export interface JobRun {
  readonly failed: boolean;
  /** Its shell lines, variables filled in, in order. */
  readonly lines: readonly string[];
  /** Folders it kept that were there. */
  readonly kept: readonly string[];
  /** Everything it logged. */
  readonly log: readonly string[];
}

/** Runs the steps of a job one after another, as its platform would; the steps of the pipeline are real ones. */
export async function runPlannedJob(planned: PlannedJob, job: Job): Promise<JobRun> {
  const log: string[] = [];
  // Variables of the platform's own are in the job's environment already; a workflow that only passes them on adds none.
  const given = Object.fromEntries(Object.entries(planned.variables).filter(([, value]) => value !== ""));
  const environment = { ...job.environment, ...given };
  const own: Job = { ...job, environment, log: (line) => log.push(line) };
  const lines: string[] = [];
  const kept: string[] = [];
  let progress: JobProgress = { failed: false, outputs: {} };
  rmSync(join(job.folder, "handoff"), { recursive: true, force: true });
  for (const step of planned.steps) {
    if (!step.runs(progress)) continue;
    if (step.kind === "artifact" && existsSync(join(job.folder, step.text))) kept.push(step.text);
    if (step.kind !== "shell") continue;
    const line = inShell(step.text, environment);
    lines.push(line);
    const failed = (await runLine(line, own)) !== 0;
    progress = { failed: progress.failed || failed, outputs: outputsOf(own, log) };
  }
  return { failed: progress.failed, lines, kept, log };
}

/** A line with its variables filled in, as the shell would: `$X`, `${X}` and `${X:+text where X is set}`. */
export function inShell(text: string, variables: Environment): string {
  return text
    .replace(/\$\{(\w+):\+([^}]*)\}/g, (_, name: string, then: string) => (variables[name] ? then : ""))
    .replace(/\$\{?(\w+)\}?/g, (_, name: string) => variables[name] ?? "")
    .trim();
}

/** The lines a job may consist of: anything more belongs into a step. */
async function runLine(line: string, job: Job): Promise<number> {
  const step = /^npm run -s pipeline -- (.+)$/.exec(line)?.[1];
  if (step !== undefined && step !== "install-pulumi") return runStep(words(step), job);
  if (/^(npm ci --ignore-scripts|npm run -s pipeline -- install-pulumi|echo ".*"|git remote set-url .*)$/.test(line))
    return 0;
  throw new Error(`${line}: put this into a step of pipelines/steps`);
}

function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

/** What steps handed on, by either platform's way. */
function outputsOf({ environment }: Job, log: readonly string[]): Record<string, string> {
  const file = environment["GITHUB_OUTPUT"];
  const text = file && existsSync(file) ? readFileSync(file, "utf8") : "";
  const pairs = [...text.matchAll(/^(\w+)=(.*)$/gm)];
  const commands = log.flatMap((line) => [...line.matchAll(/^##vso\[task\.setvariable variable=(\w+)\](.*)$/g)]);
  return Object.fromEntries([...pairs, ...commands].map(([, name = "", value = ""]) => [name, value]));
}
