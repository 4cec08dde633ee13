import { join } from "node:path";
import type { Job } from "./job";
import { remedyFor } from "./remedies";
import { report, writeReport } from "./report";
import { pulumi, signedIn } from "./step";
import { StepFailure } from "./stepFailure";

/** What `drift` is given. */
export interface DriftOptions {
  readonly stack: string;
  /** File for the report. */
  readonly report: string;
}

const drifted = /no changes were expected[^]{0,40}? but changes/;

/** Compares Entra ID with what was deployed; a difference fails the job and is reported. Changes nothing. */
export function drift(job: Job, options: DriftOptions): Promise<void> {
  const { stack } = options;
  return signedIn(job, stack, "write", async (step) => {
    const args = ["preview", "--refresh", "--expect-no-changes", "--diff", "--suppress-outputs", "--stack", stack];
    const { code, text } = await pulumi(step, args);
    if (code === 0) return;
    const file = join(job.folder, options.report);
    const found = drifted.test(text);
    writeReport(file, report(`${found ? "Drift" : "Drift check"} of ${stack}`, text));
    step.platform.summarize(job, file);
    throw new StepFailure(
      found ? `${stack} is not as it was deployed` : `the drift check of ${stack} could not be made`,
      remedyFor(text, stack),
    );
  });
}
