import { CommanderError } from "commander";
import { platformOf } from "../platforms/platform";
import { UserError } from "../../entra/userError";
import type { Job } from "./job";
import { stepCommand } from "./stepCommand";
import { StepFailure } from "./stepFailure";

/** Runs one step and returns its exit code. */
export function runStep(words: readonly string[], job: Job): Promise<number> {
  return endedWith(job, () => stepCommand(job).parseAsync(words, { from: "user" }));
}

/** The exit code some work comes to; the last line of a failure says what to do. */
export async function endedWith(job: Job, work: () => Promise<unknown>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0)
        job.log("what to do: correct the command as the message above says; `--help` lists what there is");
      return error.exitCode;
    }
    const { message, remedy } = asFailure(error);
    job.log(platformOf(job).notice("error", message));
    job.log(`what to do: ${remedy}`);
    return 1;
  }
}

function asFailure(error: unknown): { readonly message: string; readonly remedy: string } {
  if (error instanceof StepFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UserError) return { message, remedy: "mend what the message above names and run the job again" };
  return { message: `an error of the step itself: ${message}`, remedy: "run the job again; if it stays, report it" };
}
