import { join } from "node:path";
import { azureJobs } from "./azureJobs";
import { githubJobs } from "./githubJobs";
import { gitlabJobs } from "./gitlabJobs";
import type { PlannedJob } from "./plannedJob";
import type { PlatformName } from "./platformWorld";

const folder = join(__dirname, "..", "..", "pipelines");

/** What starts a pipeline: a pull request, one from a fork, a merge, the clock, or a person after a leak. */
export type Occasion = "preview" | "fork" | "deploy" | "nightly" | "revoke";

/** The jobs an occasion starts on a platform, in order. */
export function jobsOf(platform: PlatformName, occasion: Occasion): PlannedJob[] {
  return planned[platform](occasion).filter(({ starts }) => starts);
}

const fileOf = (occasion: Occasion) => `${occasion === "fork" ? "preview" : occasion}.yml`;

const planned: Readonly<Record<PlatformName, (occasion: Occasion) => PlannedJob[]>> = {
  github(occasion) {
    const head = occasion === "fork" ? "mallory/icertis" : "acme/icertis";
    return githubJobs(join(folder, "github", fileOf(occasion)), {
      github: {
        repository: "acme/icertis",
        token: "job-token",
        event: { pull_request: { number: 7, head: { repo: { full_name: head } }, base: { sha: "ba5e" } } },
      },
      inputs: { stack: "dev", confirm: "dev" },
      vars: {},
    }).filter(({ name }) => occasion !== "fork" || !name.startsWith("comment"));
  },
  azure(occasion) {
    const variables = {
      "Build.Reason": occasion === "preview" || occasion === "fork" ? "PullRequest" : "IndividualCI",
      "System.PullRequest.IsFork": occasion === "fork" ? "True" : "False",
    };
    return azureJobs(join(folder, "azure-devops", fileOf(occasion)), { stack: "dev", confirm: "dev" }, variables);
  },
  gitlab(occasion) {
    const sources: Readonly<Record<Occasion, string>> = {
      preview: "merge_request_event",
      fork: "merge_request_event",
      deploy: "push",
      nightly: "schedule",
      revoke: "web",
    };
    const jobs = gitlabJobs(join(folder, "gitlab", ".gitlab-ci.yml"), {
      CI_PIPELINE_SOURCE: sources[occasion],
      CI_COMMIT_BRANCH: "main",
      CI_DEFAULT_BRANCH: "main",
      CI_PROJECT_ID: "1",
      CI_MERGE_REQUEST_SOURCE_PROJECT_ID: occasion === "fork" ? "2" : "1",
    });
    return jobs.map((job) => ({ ...job, variables: { ...job.variables, CONFIRM: job.variables["STACK"] ?? "" } }));
  },
};
