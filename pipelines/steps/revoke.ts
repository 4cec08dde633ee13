import { git } from "./git";
import { icertisAccess } from "./icertisAccess";
import { shortName, type Job } from "./job";
import { signedIn } from "./step";
import { StepFailure } from "./stepFailure";

/** What `revoke` is given. */
export interface RevokeOptions {
  readonly stack: string;
  /** The stack's name once more, as a person typed it. */
  readonly confirm: string;
}

/**
 * Prepares a revocation: the stack's file says what `up` is to do, and a branch keeps the commit before anything
 * happens. The step after this one is `up`. Until the branch is merged the nightly run works from its commit.
 */
export function revoke(job: Job, { stack, confirm }: RevokeOptions): Promise<void> {
  if (confirm !== stack) {
    throw new StepFailure(
      `the revocation of ${stack} was not confirmed: nothing was changed`,
      `start the job again and type ${stack} as the confirmation`,
    );
  }
  return signedIn(job, stack, "write", async (step) => {
    const { code } = await icertisAccess(step, [
      "secret",
      "revoke",
      "--stack",
      stack,
      "--file",
      `Pulumi.${shortName(stack)}.yaml`,
    ]);
    if (code !== 0) throw new StepFailure(`the file of ${stack} could not be edited`, "do what the message above says");
    const instant = new Date(job.now()).toISOString().slice(0, 19).replaceAll(":", "-");
    const branch = `revoke/${shortName(stack)}-${instant}Z`;
    const author = ["-c", "user.name=icertis-access", "-c", "user.email=icertis-access@users.noreply.invalid"];
    await gitOrFail(job, [...author, "commit", "--all", "--message", `Revoke the client secrets of ${stack}`]);
    await gitOrFail(job, ["push", "origin", `HEAD:refs/heads/${branch}`]);
    const message = `the revocation of ${stack} is recorded on the branch ${branch}: merge it, or the next release refuses to run`;
    job.log(step.platform.notice("warning", message));
  });
}

async function gitOrFail(job: Job, args: readonly string[]): Promise<void> {
  const { code, text } = await git(job, args);
  if (code === 0) return;
  throw new StepFailure(
    `nothing was revoked yet, because Git could not record it:\n${text.trim()}`,
    "let the job write branches (docs/ of the platform, Revocation), or commit `icertis-access secret revoke` by hand",
  );
}
