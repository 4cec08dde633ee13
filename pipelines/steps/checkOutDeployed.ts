import { git } from "./git";
import type { Job } from "./job";
import { pulumiOrFail, signedIn, type Step } from "./step";
import { StepFailure } from "./stepFailure";
import type { StackOption } from "./verify";

interface HistoryEntry {
  readonly kind: string;
  readonly result: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Entries of the history per call: on many nights in a row an update may have failed. */
const pageSize = 25;

/**
 * Puts the checkout at the commit the stack was last updated from, as the state's own history tells. What runs
 * unattended at night must not be what was merged since and nobody has released.
 */
export function checkOutDeployed(job: Job, { stack }: StackOption): Promise<void> {
  return signedIn(job, stack, "write", async (step) => {
    const commit = await deployedCommit(step);
    if ((await git(job, ["rev-parse", "HEAD"])).out.trim() !== commit) await checkOut(job, stack, commit);
    job.log(`${stack} was last updated from ${commit}: that is checked out now`);
  });
}

async function checkOut(job: Job, stack: string, commit: string): Promise<void> {
  const here = await git(job, ["cat-file", "-e", `${commit}^{commit}`]);
  // Of a merged and deleted branch only the platform still knows the commit, and not for ever.
  const fetched = here.code === 0 ? here : await git(job, ["fetch", "--no-tags", "--depth", "1", "origin", commit]);
  const { code, text } = await git(job, ["checkout", "--detach", commit]);
  if (code === 0) return;
  const said = [...(fetched.code === 0 ? [] : [fetched.text.trim()]), text.trim()].join("\n");
  throw new StepFailure(
    `${stack} was last updated from ${commit}, which could not be checked out:\n${said}`,
    `if a revocation made it, merge its revoke/… branch without squashing and keep the branch until ${stack} is released; otherwise release a commit of the main branch to ${stack} with the deployment pipeline`,
  );
}

async function deployedCommit(step: Step): Promise<string> {
  const { stack } = step;
  const last = await lastUpdate(step);
  const commit = last?.environment?.["git.head"];
  const release = `release a commit to ${stack} with the deployment pipeline`;
  if (last === undefined) throw new StepFailure(`${stack} has not been deployed yet`, release);
  if (commit === undefined) throw new StepFailure(`${stack} was last updated outside of Git`, release);
  if (last.environment?.["git.dirty"] !== "true") return commit;
  throw new StepFailure(
    `${stack} was last updated from ${commit} and changes that are in no commit`,
    `commit what was deployed, and release it to ${stack} with the deployment pipeline`,
  );
}

async function lastUpdate(step: Step): Promise<HistoryEntry | undefined> {
  for (let page = 1; ; page++) {
    const which = ["--page-size", String(pageSize), "--page", String(page)];
    const args = ["stack", "history", "--json", ...which, "--stack", step.stack];
    const { out } = await pulumiOrFail(step, args, { quiet: true });
    const entries = JSON.parse(out) as readonly HistoryEntry[];
    const last = entries.find(({ kind, result }) => kind === "update" && result === "succeeded");
    if (last !== undefined || entries.length < pageSize) return last;
  }
}
