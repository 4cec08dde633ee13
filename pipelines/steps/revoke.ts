import type { Context } from "../../entra/context";
import { UserError } from "../../entra/userError";
import { git, icertisAccess, notice, shortName, signedIn } from "./step";

/** What `revoke` takes. */
export interface RevokeOptions {
  readonly stack: string;
  /** The stack's name once more, as a person typed it. */
  readonly confirm: string;
}

const workflows = ".github/workflows";

/**
 * Prepares a revocation: the stack's file says what `up` is to do, and a branch keeps the commit before anything
 * happens. The step after this one is `up`. Until the branch is merged the nightly run works from its commit.
 */
export function revoke(context: Context, { stack, confirm }: RevokeOptions): Promise<void> {
  if (confirm !== stack) {
    throw new UserError(
      "revocation-unconfirmed",
      `the revocation of ${stack} was not confirmed: nothing was changed`,
      `start the job again and type ${stack} as the confirmation`,
    );
  }
  return signedIn(context, stack, "write", async (step) => {
    const name = shortName(stack);
    const file = `Pulumi.${name}.yaml`;
    const { code } = await icertisAccess(step, ["secret", "revoke", "--stack", name, "--file", file]);
    if (code !== 0) {
      throw new UserError("stack-file-unchanged", `${file} could not be edited`, "do what the message above says");
    }
    const instant = new Date(context.now()).toISOString().slice(0, 19).replaceAll(":", "-");
    const branch = `revoke/${name}-${instant}Z`;
    await takeWorkflows(context);
    const author = ["-c", "user.name=icertis-access", "-c", "user.email=icertis-access@users.noreply.invalid"];
    await gitOrFail(context, [...author, "commit", "--all", "--message", `Revoke the client secrets of ${name}`]);
    await gitOrFail(context, ["push", "origin", `HEAD:refs/heads/${branch}`]);
    const message = `the revocation of ${name} is recorded on the branch ${branch}: merge it, or the next release stops at the guard`;
    notice(context, "warning", message);
  });
}

/**
 * GitHub lets a job's token push no branch whose workflows differ from those of the default branch, as those of an older
 * release do. So the commit takes today's: the program never reads them.
 */
async function takeWorkflows(context: Context): Promise<void> {
  if (context.environment["GITHUB_ACTIONS"] !== "true") return;
  await gitOrFail(context, ["fetch", "--no-tags", "origin", "HEAD"]);
  await gitOrFail(context, ["rm", "-r", "--quiet", "--ignore-unmatch", workflows]);
  await gitOrFail(context, ["checkout", "FETCH_HEAD", "--", workflows]);
}

async function gitOrFail(context: Context, args: readonly string[]): Promise<void> {
  const { code, text } = await git(context, args);
  if (code === 0) return;
  throw new UserError(
    "revocation-unrecorded",
    `nothing was revoked yet, because Git could not record it:\n${text.trim()}`,
    "let the job write branches (docs/ of the platform, Revocation), or commit `npx icertis-access secret revoke` by hand",
  );
}
