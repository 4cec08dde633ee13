import { stringify } from "yaml";
import type { ChildPurpose } from "./childPurposes";
import { rings, type StackEntry } from "../stacks";

type Job = Readonly<Record<string, unknown>>;

/** GitLab runs a job with at most so many sets of variables. */
const mostPerMatrix = 200;

/**
 * GitLab's matrix cannot be read from a file, so a job writes the pipeline that GitLab runs as a child of the first one:
 * the jobs of `jobs.yml`, each with the stacks it runs for.
 */
export function childPipeline(purpose: ChildPurpose, stacks: readonly StackEntry[], { refresh = "" } = {}): string {
  const jobs = jobsOf[purpose](stacks, refresh);
  const stages = [...new Set(Object.values(jobs).map((job) => job["stage"]))];
  // A child without a job is an error to GitLab.
  const idle = { nothing: { stage: "nothing", image: "alpine:3.22", script: ["echo nothing to do"] } };
  const all = stages.length > 0 ? { stages, ...jobs } : { stages: ["nothing"], ...idle };
  return stringify({ include: [{ local: "pipelines/gitlab/jobs.yml" }], ...all }, { lineWidth: 0 });
}

type JobsOf = (stacks: readonly StackEntry[], refresh: string) => Record<string, Job>;

const jobsOf: Readonly<Record<ChildPurpose, JobsOf>> = {
  preview: (stacks) => ({
    // Of a branch, somebody who may deploy to the protected environment reads the code and starts the job.
    ...matrix("preview", { extends: ".preview", when: "manual", allow_failure: false }, stacks),
    comment: { extends: ".comment", stage: "comment" },
  }),
  release: (stacks) =>
    perRing(stacks, (ring, own) => ({
      ...(ring !== 1 && approval(ring, own)),
      ...matrix(`ring-${ring}`, { extends: ".release", environment: environmentOf(ring) }, own),
    })),
  nightly: (stacks, refresh) =>
    perRing(stacks, (ring, own) => {
      const night = { extends: ".night", environment: environmentOf(ring), variables: { REFRESH: refresh } };
      return matrix(`night-${ring}`, night, own, "night");
    }),
  revoke: (stacks) => ({
    "approve-revocation": { extends: ".approve", stage: "approve", environment: revocation },
    ...matrix("revoke", { extends: ".revoke", environment: environmentOf(stacks[0]?.ring) }, stacks),
  }),
};

/** The jobs of every ring that has stacks. */
function perRing(
  stacks: readonly StackEntry[],
  jobs: (ring: number, own: readonly StackEntry[]) => Record<string, Job>,
): Record<string, Job> {
  const all = rings.map((ring) => [ring, stacks.filter((stack) => stack.ring === ring)] as const);
  return Object.fromEntries(all.flatMap(([ring, own]) => (own.length === 0 ? [] : Object.entries(jobs(ring, own)))));
}

function environmentOf(ring: number | undefined) {
  return { name: "icertis-$STACK", deployment_tier: ring === 1 ? "development" : "production" };
}

const revocation = { name: "icertis-revocation-approval", deployment_tier: "other" };

/** A preview of what is going to be approved, and the approval. */
function approval(ring: number, stacks: readonly StackEntry[]): Record<string, Job> {
  return {
    ...matrix(`preview-${ring}`, { extends: ".preview" }, stacks),
    [`approve-${ring}`]: { extends: ".approve", stage: `approve-${ring}` },
  };
}

/** A job for each stack, as one job with a matrix, or several where there are more stacks than GitLab takes in one. */
function matrix(name: string, job: Job, stacks: readonly StackEntry[], stage: string = name): Record<string, Job> {
  const jobs: Record<string, Job> = {};
  for (let start = 0; start < stacks.length; start += mostPerMatrix) {
    const part = stacks.slice(start, start + mostPerMatrix).map(variablesOf);
    jobs[start === 0 ? name : `${name}-${start}`] = { ...job, stage, parallel: { matrix: part } };
  }
  return jobs;
}

function variablesOf({ name, clientId, tenantId, backendUrl, commit }: StackEntry): Record<string, string> {
  return {
    STACK: name,
    ...(commit !== undefined && { COMMIT: commit }),
    ...(clientId !== undefined && { AZURE_CLIENT_ID: clientId }),
    ...(tenantId !== undefined && { AZURE_TENANT_ID: tenantId }),
    ...(backendUrl !== undefined && { PULUMI_BACKEND_URL: backendUrl }),
  };
}
