import { StepFailure } from "../steps/stepFailure";
import type { Platform } from "./platform";

/** The variable of `id_tokens` for each audience: GitLab makes the tokens before the job starts. */
function variableFor(audience: string): string {
  return audience.startsWith("urn:pulumi:") ? "PULUMI_ID_TOKEN" : "AZURE_ID_TOKEN";
}

/** GitLab CI/CD. Reports reach the merge request as artifacts, outputs as files. */
export const gitlab: Platform = {
  name: "GitLab CI/CD",
  federated: true,
  variablesAt: "the project's variables, one set per environment (Settings → CI/CD → Variables)",
  aliases: {},
  idToken(job, audience) {
    const variable = variableFor(audience);
    const token = job.environment[variable];
    if (token) return Promise.resolve(token);
    const entry = `id_tokens: { ${variable}: { aud: "${audience}" } }`;
    return Promise.reject(new StepFailure("GitLab gives this job no identity token", `give the job \`${entry}\``));
  },
  // Red or yellow: GitLab has no annotations in a job's log.
  notice: (level, message) => `\u001b[${level === "error" ? "31" : "33"};1m${level.toUpperCase()}: ${message}\u001b[0m`,
  summarize: () => undefined,
  setOutput: () => undefined,
};
