import { join } from "node:path";
import { azureJobs } from "./azureJobs";
import { githubJobs } from "./githubJobs";
import { gitlabJobs } from "./gitlabJobs";
import type { PlannedJob } from "./plannedJob";
import type { PlatformName } from "./platformWorld";

const folder = join(__dirname, "..", "..", "pipelines");

/**
 * What starts a pipeline: a pull request, one from a fork, a merge, the clock, a person who wants drift overwritten, or a
 * person after a leak.
 */
export type Occasion = "preview" | "fork" | "deploy" | "nightly" | "refresh" | "revoke";

/** The platforms. */
export const platforms: readonly PlatformName[] = ["github", "azure", "gitlab"];

/**
 * The jobs an occasion starts on a platform, in order.
 *
 * @param stack - the stack a person chose where the occasion is a person's
 */
export function jobsOf(platform: PlatformName, occasion: Occasion, stack: string = "dev"): PlannedJob[] {
  return planned[platform](occasion, stack).filter(({ starts }) => starts);
}

const files: Readonly<Record<Occasion, string>> = {
  preview: "preview.yml",
  fork: "preview.yml",
  deploy: "deploy.yml",
  nightly: "nightly.yml",
  refresh: "nightly.yml",
  revoke: "revoke.yml",
};

const planned: Readonly<Record<PlatformName, (occasion: Occasion, stack: string) => PlannedJob[]>> = {
  github(occasion, stack) {
    const head = occasion === "fork" ? "mallory/icertis" : "acme/icertis";
    return githubJobs(join(folder, "github", files[occasion]), {
      github: {
        repository: "acme/icertis",
        token: "job-token",
        event: { pull_request: { number: 7, head: { repo: { full_name: head } }, base: { sha: "ba5e" } } },
      },
      inputs: occasion === "nightly" ? {} : { stack, confirm: stack, refresh: occasion === "refresh" ? stack : "none" },
      vars: {},
    }).filter(({ name }) => occasion !== "fork" || !name.startsWith("comment"));
  },
  azure(occasion, stack) {
    const parameters = { stack, confirm: stack, refresh: occasion === "refresh" ? stack : "none" };
    const variables = {
      "Build.Reason": occasion === "preview" || occasion === "fork" ? "PullRequest" : "IndividualCI",
      "System.PullRequest.IsFork": occasion === "fork" ? "True" : "False",
    };
    return azureJobs(join(folder, "azure-devops", files[occasion]), parameters, variables);
  },
  gitlab(occasion, stack) {
    const sources: Readonly<Record<Occasion, string>> = {
      preview: "merge_request_event",
      fork: "merge_request_event",
      deploy: "push",
      nightly: "schedule",
      refresh: "web",
      revoke: "web",
    };
    const asked = {
      ...(occasion === "revoke" && { CONFIRM: stack }),
      ...(occasion === "refresh" && { REFRESH: stack }),
    };
    const jobs = gitlabJobs(join(folder, "gitlab", ".gitlab-ci.yml"), {
      ...asked,
      CI_PIPELINE_SOURCE: sources[occasion],
      CI_COMMIT_BRANCH: "main",
      CI_DEFAULT_BRANCH: "main",
      CI_PROJECT_ID: "1",
      CI_MERGE_REQUEST_SOURCE_PROJECT_ID: occasion === "fork" ? "2" : "1",
    });
    return jobs.map((job) => ({ ...job, variables: { ...job.variables, ...asked } }));
  },
};
