import type { Job } from "../steps/job";
import { azureDevOps } from "./azureDevOps";
import { github } from "./github";
import { gitlab } from "./gitlab";
import { ownMachine } from "./ownMachine";

/** How loud a notice is. */
export type Level = "warning" | "error";

/** What differs between the platforms a pipeline can run on. */
export interface Platform {
  /** How a message names it. */
  readonly name: string;
  /** Whether it vouches for its jobs: false on a person's own machine, where the person's sign-in is used. */
  readonly federated: boolean;
  /** Where a person sets the variables the steps read. */
  readonly variablesAt: string;
  /** Variables that this platform sets under names of its own. */
  readonly aliases: Readonly<Record<string, string>>;
  /** A signed statement of which job this is, for an audience. */
  idToken(job: Job, audience: string): Promise<string>;
  /** The line that makes a message stand out on the run's page. */
  notice(level: Level, message: string): string;
  /** Adds Markdown to the run's page. */
  summarize(job: Job, markdownFile: string): void;
  /** Hands a value to later steps of the job. */
  setOutput(job: Job, name: string, value: string): void;
}

/** The platform this job runs on. */
export function platformOf({ environment }: Job): Platform {
  if (environment["GITHUB_ACTIONS"] === "true") return github;
  if (/^true$/i.test(environment["TF_BUILD"] ?? "")) return azureDevOps;
  if (environment["GITLAB_CI"] === "true") return gitlab;
  return ownMachine;
}
