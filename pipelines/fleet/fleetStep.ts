import { join } from "node:path";
import { platformOf } from "../platforms/platform";
import type { Job } from "../steps/job";
import { writeReport } from "../steps/report";
import { StepFailure } from "../steps/stepFailure";
import type { EngineRun, Verb } from "./engineRun";
import { runFleet } from "./runFleet";
import { stackRuns } from "./stackRuns";
import { readStacksFile, type StacksFile } from "./stacksFile";
import { closingRemedy, summary } from "./summary";
import { workers } from "./workers";

/** What `fleet` is given. */
export interface FleetOptions {
  readonly stacks: string;
  /** Names of stacks, separated by commas; the others are left alone. */
  readonly only?: string;
  readonly concurrency?: string;
  /** File for the summary. */
  readonly report: string;
  /** Folder for the hand-off pages of stacks whose secret changed. */
  readonly handoff: string;
}

/** Runs all stacks of stacks.yaml; fails where any failed, with what to do. */
export async function fleetStep(job: Job, verb: Verb, options: FleetOptions, engine?: EngineRun): Promise<void> {
  const file = chosen(readStacksFile(join(job.folder, options.stacks), job.folder), options);
  const platform = platformOf(job);
  const pool = workers(job.folder);
  try {
    const started = job.now();
    const results = await runFleet(verb, file, {
      run: stackRuns(job, engine ?? pool.run, options.handoff),
      now: () => job.now(),
      ended: ({ stack, failure, seconds }) =>
        job.log(`${failure ? `FAILED ${stack}: ${failure.error}` : `done   ${stack}`} (${seconds.toFixed(1)} s)`),
    });
    const report = join(job.folder, options.report);
    writeReport(report, summary(verb, results, (job.now() - started) / 1000));
    platform.summarize(job, report);
    const remedy = closingRemedy(results);
    if (remedy !== undefined) {
      const failed = results.filter(({ failure }) => failure).length;
      throw new StepFailure(
        `${failed} of ${results.length} stacks failed; the others are done: ${options.report}`,
        remedy,
      );
    }
  } finally {
    pool.end();
  }
}

function chosen(file: StacksFile, { only, concurrency }: FleetOptions): StacksFile {
  const names = only?.split(",").map((name) => name.trim());
  const unknown = names?.filter((name) => !file.stacks.some((stack) => stack.name === name)) ?? [];
  if (unknown.length > 0)
    throw new StepFailure(`no such stack: ${unknown.join(", ")}`, "give --only names of the list");
  const limit = concurrency === undefined ? file.concurrency : Number(concurrency);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new StepFailure(
      `--concurrency ${String(concurrency)} is no number of stacks`,
      "give a whole number from 1 up",
    );
  }
  return { concurrency: limit, stacks: file.stacks.filter(({ name }) => names?.includes(name) ?? true) };
}
