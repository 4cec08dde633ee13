import type { Context } from "../../entra/context";
import { azureDevOps } from "./azureDevOps";
import { github } from "./github";
import { gitlab } from "./gitlab";
import type { Platform } from "./platform";

/** A person's own machine: the same steps, with the person's own sign-in. */
const ownMachine: Platform = {
  name: "this machine",
  variablesAt: "your shell",
  aliases: {},
  notice: (level, message) => `${level}: ${message}`,
};

/** The platform this step runs on. */
export function platformOf({ environment }: Context): Platform {
  if (environment["GITHUB_ACTIONS"] === "true") return github;
  if (/^true$/i.test(environment["TF_BUILD"] ?? "")) return azureDevOps;
  if (environment["GITLAB_CI"] === "true") return gitlab;
  return ownMachine;
}
