import { join } from "node:path";
import { previewWithoutSecrets } from "../withoutSecrets/previewWithoutSecrets";
import { shortName, type Job } from "./job";
import { remedyFor } from "./remedies";
import { report, writeReport } from "./report";
import { pulumi, signedIn } from "./step";
import { StepFailure } from "./stepFailure";

/** What `preview` is given. */
export interface PreviewOptions {
  readonly stack: string;
  /** File for the report. */
  readonly report: string;
  /** Whether the code is unreviewed: the job then acts as an identity that cannot write, and sees no secret. */
  readonly readOnly?: boolean;
}

/** Shows what an update would do and reports it, also where the guard or the configuration refuses. */
export function preview(job: Job, { stack, report: path, readOnly = false }: PreviewOptions): Promise<void> {
  return signedIn(job, stack, readOnly ? "read" : "write", async (step) => {
    const args = (name: string) => ["preview", "--diff", "--stack", name];
    const { code, text } = readOnly
      ? await previewWithoutSecrets(step, args(shortName(stack)))
      : await pulumi(step, args(stack));
    const file = join(job.folder, path);
    writeReport(file, report(`Preview of ${stack}`, text));
    step.platform.summarize(job, file);
    if (code !== 0) throw new StepFailure(`${stack} could not be updated like this`, remedyFor(text, stack));
  });
}
