import type { Job } from "./job";
import { pulumiOrFail, signedIn, type Step } from "./step";
import { StepFailure } from "./stepFailure";
import type { StackOption } from "./verify";

interface HistoryEntry {
  readonly kind: string;
  readonly result: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Puts the checkout at the commit the stack was last updated from, as the state's own history tells. What runs
 * unattended at night must not be what was merged since and nobody has released.
 */
export function checkOutDeployed(job: Job, { stack }: StackOption): Promise<void> {
  return signedIn(job, stack, "write", async (step) => {
    const commit = await deployedCommit(step);
    if ((await git(job, ["rev-parse", "HEAD"])).out.trim() !== commit) {
      // Of a merged and deleted branch only the platform still knows the commit.
      await git(job, ["fetch", "--no-tags", "--depth", "1", "origin", commit]);
      const { code, text } = await git(job, ["checkout", "--detach", commit]);
      if (code !== 0) {
        throw new StepFailure(
          `${stack} was last updated from ${commit}, which this repository no longer has:\n${text.trim()}`,
          `release a commit of the main branch to ${stack} with the deployment pipeline`,
        );
      }
    }
    job.log(`${stack} was last updated from ${commit}: that is checked out now`);
  });
}

async function deployedCommit(step: Step): Promise<string> {
  const args = ["stack", "history", "--json", "--stack", step.stack];
  const { out } = await pulumiOrFail(step, args, { quiet: true });
  const history = JSON.parse(out) as readonly HistoryEntry[];
  const last = history.find(({ kind, result }) => kind === "update" && result === "succeeded");
  const commit = last?.environment?.["git.head"];
  if (commit !== undefined) return commit;
  throw new StepFailure(
    last === undefined ? `${step.stack} has not been deployed yet` : `${step.stack} was last updated outside of Git`,
    `release a commit to ${step.stack} with the deployment pipeline`,
  );
}

function git(job: Job, args: readonly string[]) {
  return job.run("git", args, { quiet: true });
}
