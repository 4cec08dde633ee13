import type { Job } from "../../pipelines/steps/job";
import type { PlannedJob } from "./plannedJob";
import { runPlannedJob, type JobRun } from "./runPlannedJob";

/** A job that ran. */
export interface JobsRun extends JobRun {
  readonly name: string;
}

/**
 * Runs the jobs of a pipeline as its platform would: each after those it needs, and not at all where one of them failed,
 * unless it says so. Whoever has to start or approve one does.
 */
export async function runJobs(jobs: readonly PlannedJob[], job: Job): Promise<JobsRun[]> {
  const ran: JobsRun[] = [];
  const waiting = [...jobs];
  const ended = new Set<string>();
  while (waiting.length > 0) {
    const index = waiting.findIndex(({ needs }) => needs.every((name) => ended.has(name)));
    const [next] = waiting.splice(index, 1);
    if (index < 0 || !next) throw new Error(`${waiting.map(({ name }) => name).join(", ")} wait for ever`);
    ended.add(next.name);
    const succeeded = next.needs.every((name) => ran.some((other) => other.name === name && !other.failed));
    if (succeeded || next.despiteFailure) ran.push({ name: next.name, ...(await runPlannedJob(next, job)) });
  }
  return ran;
}

/** What a job ran of the pipeline's own steps, in order: `up dev`, `up --refresh dev`. */
export function stepsOf({ lines }: JobRun): string[] {
  return lines.flatMap((line) => {
    const [, step, rest = ""] = /^npm run -s pipeline -- (\S+)(.*)$/.exec(line) ?? [];
    const stack = /--stack "?([^\s"]+)/.exec(rest)?.[1];
    return step === undefined
      ? []
      : [step, ...(rest.includes(" --refresh") ? ["--refresh"] : []), stack].filter(Boolean).join(" ");
  });
}
