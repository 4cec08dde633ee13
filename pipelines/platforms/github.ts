import { appendFileSync, readFileSync } from "node:fs";
import type { Job } from "../steps/job";
import { StepFailure } from "../steps/stepFailure";
import { answeredText } from "./answeredText";
import type { Platform } from "./platform";

/** GitHub Actions. */
export const github: Platform = {
  name: "GitHub Actions",
  federated: true,
  variablesAt: "the environment's variables (repository → Settings → Environments)",
  aliases: {},
  async idToken(job, audience) {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = job.environment;
    if (!url || !token) {
      throw new StepFailure(
        "GitHub gives this job no identity token",
        "give the job `permissions: id-token: write`; a pull request from a fork never gets it, and must not",
      );
    }
    const address = `${url}${url.includes("?") ? "&" : "?"}audience=${encodeURIComponent(audience)}`;
    return answeredText(job, address, { headers: { authorization: `bearer ${token}` } }, "value");
  },
  notice: (level, message) => `::${level}::${escaped(message)}`,
  summarize: (job, file) => append(job, "GITHUB_STEP_SUMMARY", `${readFileSync(file, "utf8")}\n`),
  setOutput: (job, name, value) => append(job, "GITHUB_OUTPUT", `${name}=${value}\n`),
};

function append(job: Job, variable: string, text: string): void {
  const file = job.environment[variable];
  if (file) appendFileSync(file, text);
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
