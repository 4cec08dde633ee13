import { StepFailure } from "../steps/stepFailure";
import { answeredText } from "./answeredText";
import type { Platform } from "./platform";

/**
 * Azure Pipelines. The token is asked for here and handed on as `ARM_OIDC_TOKEN`, because Pulumi's azuread provider
 * checks its credentials in a way that does not know service connections. The `idToken` that AzureCLI@2 can put into
 * the environment is not used: it may be a day old.
 */
export const azureDevOps: Platform = {
  name: "Azure Pipelines",
  federated: true,
  variablesAt: "the variable group icertis-access (Pipelines → Library)",
  aliases: { AZURE_TENANT_ID: "AZURESUBSCRIPTION_TENANT_ID", AZURE_CLIENT_ID: "AZURESUBSCRIPTION_CLIENT_ID" },
  async idToken(job) {
    const {
      SYSTEM_OIDCREQUESTURI: url,
      SYSTEM_ACCESSTOKEN: token,
      AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: connection,
    } = job.environment;
    if (!url || !token || !connection) {
      throw new StepFailure(
        "Azure Pipelines gives this job no identity token",
        "run the step inside AzureCLI@2 with a workload-identity service connection and `env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)`, as pipelines/azure-devops/run.yml does",
      );
    }
    const address = `${url}?api-version=7.1&serviceConnectionId=${encodeURIComponent(connection)}`;
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    return answeredText(job, address, { method: "POST", headers, body: "" }, "oidcToken");
  },
  notice: (level, message) => `##vso[task.logissue type=${level}]${oneLine(message)}`,
  summarize: (job, file) => job.log(`##vso[task.uploadsummary]${file}`),
  setOutput: (job, name, value) => job.log(`##vso[task.setvariable variable=${name}]${value}`),
};

/** A logging command is one line. */
function oneLine(text: string): string {
  return text.replace(/\s*\r?\n\s*/g, " ");
}
