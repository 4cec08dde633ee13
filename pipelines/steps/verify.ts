import { icertisAccess } from "./icertisAccess";
import type { Job } from "./job";
import { signedIn } from "./step";
import { StepFailure } from "./stepFailure";

/** What `verify` and `status` are given. */
export interface StackOption {
  readonly stack: string;
}

/** Asks Entra ID for a token with the secret just deployed and checks it as ICI would. */
export function verify(job: Job, { stack }: StackOption): Promise<void> {
  return signedIn(job, stack, "write", async (step) => {
    const { code } = await icertisAccess(step, ["verify", "--stack", stack, "--app-only"]);
    if (code === 0) return;
    throw new StepFailure(
      `a token for ${stack} would be refused, or could not be had`,
      "do what the failed check above says; nobody has to enter anything in UiPath until this is green",
    );
  });
}
