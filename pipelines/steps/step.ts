import { type Access } from "../federation/access";
import { type Session, signIn } from "../federation/signIn";
import { type Platform, platformOf } from "../platforms/platform";
import type { Environment, Ended, Job } from "./job";
import { remedyFor } from "./remedies";
import { StepFailure } from "./stepFailure";

/** A step at work on one stack: the job, its platform and its sign-in. */
export interface Step {
  readonly job: Job;
  readonly platform: Platform;
  readonly session: Session;
  readonly stack: string;
}

/** Signs in, does the work, and signs out however it ended. */
export async function signedIn<T>(
  job: Job,
  stack: string,
  access: Access,
  work: (step: Step) => Promise<T>,
): Promise<T> {
  const platform = platformOf(job);
  const session = await signIn(job, platform, access, stack);
  try {
    return await work({ job, platform, session, stack });
  } finally {
    session.end();
  }
}

/** How a command of a step is run. */
export interface StepRun {
  readonly environment?: Environment;
  readonly folder?: string;
  readonly quiet?: boolean;
}

/** Runs the Pulumi CLI as the step's identity, however it ends. */
export function pulumi({ job, session }: Step, args: readonly string[], how: StepRun = {}): Promise<Ended> {
  const environment = { ...session.environment, PULUMI_SKIP_UPDATE_CHECK: "true", ...how.environment };
  const { folder, quiet } = how;
  const options = { environment, ...(folder !== undefined && { folder }), ...(quiet !== undefined && { quiet }) };
  return job.run("pulumi", [...args, "--non-interactive", "--color", "never"], options);
}

/** Runs the Pulumi CLI; a failure ends the step with the remedy for what was printed. */
export async function pulumiOrFail(step: Step, args: readonly string[], how: StepRun = {}): Promise<Ended> {
  const ended = await pulumi(step, args, how);
  if (ended.code !== 0) throw failure(step, args, ended.text, how.quiet ?? false);
  return ended;
}

/** A failed command of the Pulumi CLI; what it printed is repeated only where the log does not have it yet. */
export function failure({ stack }: Step, args: readonly string[], text: string, quiet = true): StepFailure {
  const seen = quiet ? `:\n${text.trim()}` : "";
  return new StepFailure(`\`pulumi ${args.join(" ")}\` failed${seen}`, remedyFor(text, stack));
}
