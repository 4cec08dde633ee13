import * as v from "valibot";
import type { Context } from "../../entra/context";
import { UserError } from "../../entra/userError";
import { childPipeline } from "../gitlab/childPipeline";
import type { ChildPurpose } from "../gitlab/childPurposes";
import { platformOf } from "../platforms/current";
import { readStacks, rings, type StackEntry, stackNamed } from "../stacks";
import { log, printed, pulumiOrFail, signedIn, type Step } from "./step";

/** What `stacks` takes. */
export interface PlanOptions {
  readonly only?: string;
  readonly released: boolean;
  readonly gitlab?: ChildPurpose;
  readonly refresh: string;
}

/**
 * Passes the list of stacks on: as outputs of the job (GitHub's matrices), as the commit of one stack (Azure Pipelines)
 * or as a child pipeline (GitLab). With `--released` a stack whose commit is unknown is left out, and the step fails
 * after the others were passed on.
 */
export async function plan(context: Context, { only, released, gitlab, refresh }: PlanOptions): Promise<void> {
  const list = readStacks(context);
  if (refresh !== "") stackNamed(list, refresh);
  const chosen = only === undefined ? list.stacks : [stackNamed(list, only)];
  const errors: UserError[] = [];
  const stacks: StackEntry[] = [];
  for (const entry of chosen) {
    try {
      // The commit of the list is the operator's.
      stacks.push({ ...entry, commit: released ? await releasedCommit(context, entry) : undefined });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error);
    }
  }
  if (gitlab === undefined) {
    const pass = (name: string, value: string) => platformOf(context).setOutput?.(context, name, value);
    for (const ring of rings) pass(`ring-${ring}`, JSON.stringify(stacks.filter((entry) => entry.ring === ring)));
    pass("stacks", JSON.stringify(stacks));
    pass("concurrency", String(list.concurrency));
    if (only !== undefined) pass("commit", stacks[0]?.commit ?? "");
    for (const { name, ring, commit } of stacks) log(context, `ring ${ring}: ${name}${commit ? ` at ${commit}` : ""}`);
  } else {
    context.out(childPipeline(gitlab, stacks, { refresh }));
  }
  const [first] = errors;
  if (first === undefined) return;
  throw new UserError(first.code, errors.map(({ problem }) => problem).join("\n"), first.hint);
}

const historyEntry = v.object({
  kind: v.string(),
  result: v.string(),
  environment: v.nullish(v.record(v.string(), v.string())),
});
type HistoryEntry = v.InferOutput<typeof historyEntry>;

/** Entries of the history per call: on many nights in a row an update may have failed. */
const pageSize = 25;

/**
 * The commit a stack was last updated from, as the state's own history says. Asked for as the identity that reads, so
 * that the code of the default branch never runs as one that deploys before somebody has approved it.
 */
function releasedCommit(context: Context, { name, backendUrl }: StackEntry): Promise<string> {
  const environment = { ...context.environment, ...(backendUrl !== undefined && { PULUMI_BACKEND_URL: backendUrl }) };
  return signedIn({ ...context, environment }, name, "read", async (step) => {
    const last = await lastUpdate(step);
    const commit = last?.environment?.["git.head"];
    const release = `release a commit to ${name} with the deployment pipeline`;
    if (last === undefined) throw new UserError("never-released", `${name} has not been deployed yet`, release);
    if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) {
      throw new UserError("commit-unknown", `${name} was last updated outside of Git`, release);
    }
    if (last.environment?.["git.dirty"] !== "true") return commit;
    throw new UserError(
      "commit-incomplete",
      `${name} was last updated from ${commit} and changes that are in no commit`,
      `commit what was deployed, and release it to ${name} with the deployment pipeline`,
    );
  });
}

async function lastUpdate(step: Step): Promise<HistoryEntry | undefined> {
  for (let page = 1; ; page++) {
    const which = ["--page-size", String(pageSize), "--page", String(page)];
    const { out } = await pulumiOrFail(step, ["stack", "history", "--json", ...which, "--stack", step.stack]);
    const entries = printed(out, v.array(historyEntry), "pulumi stack history");
    const last = entries.find(({ kind, result }) => kind === "update" && result === "succeeded");
    if (last !== undefined || entries.length < pageSize) return last;
  }
}
