import { icertisAccess } from "./icertisAccess";
import type { Job } from "./job";
import { signedIn } from "./step";
import { StepFailure } from "./stepFailure";
import type { StackOption } from "./verify";

/** The exit codes of monitoring, which `secret status` has. */
const warning = 1;
const critical = 2;

/** The alarm: fails the job where a secret is about to run out or nothing can be said, and warns before that. */
export function status(job: Job, { stack }: StackOption): Promise<void> {
  return signedIn(job, stack, "write", async (step) => {
    const { code } = await icertisAccess(step, ["secret", "status", "--stack", stack]);
    if (code === warning) {
      job.log(step.platform.notice("warning", `the client secret of ${stack} needs attention: see its status above`));
    }
    if (code === 0 || code === warning) return;
    throw code === critical
      ? new StepFailure(
          `the client secret of ${stack} is running out`,
          "run the nightly job for this stack now; then a person enters the new secret in UiPath",
        )
      : new StepFailure(
          `nothing can be said about the client secret of ${stack}`,
          "mend what the message above names and run the job again: until then nobody is warned",
        );
  });
}
