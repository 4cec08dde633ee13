import type { Platform } from "../platforms/platform";
import type { Job } from "../steps/job";
import { StepFailure } from "../steps/stepFailure";

/** What a job on a platform is told about where it deploys and as whom. */
export interface FederationVariables {
  readonly tenantId: string;
  /** Client id of the identity this job is to act as. */
  readonly clientId: string;
  /** `azblob://…` or Pulumi Cloud's address. */
  readonly backendUrl: string;
  /** The organization in Pulumi Cloud, where that is the backend. */
  readonly pulumiOrganization: string | undefined;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads and checks the variables; every one that is missing or unusable is named at once. */
export function federationVariables(job: Job, platform: Platform): FederationVariables {
  const read = (name: string) => (job.environment[name] || job.environment[platform.aliases[name] ?? ""] || "").trim();
  const tenantId = read("AZURE_TENANT_ID");
  const clientId = read("AZURE_CLIENT_ID");
  const backendUrl = read("PULUMI_BACKEND_URL");
  const pulumiOrganization = read("PULUMI_ORGANIZATION") || undefined;
  const problems = [
    ...idProblem("AZURE_TENANT_ID", tenantId, "the directory (tenant) id"),
    ...idProblem("AZURE_CLIENT_ID", clientId, "the client id of the identity this job acts as"),
    ...backendProblem(backendUrl, pulumiOrganization),
  ];
  if (problems.length > 0) {
    const what = `${problems.length === 1 ? "a variable is" : `${problems.length} variables are`} missing or wrong`;
    throw new StepFailure(
      `${what}; nothing was changed:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
      `set ${problems.map((problem) => problem.split(" ")[0]).join(", ")} in ${platform.variablesAt}; the outputs of bootstrap/ hold the values`,
    );
  }
  return { tenantId, clientId, backendUrl, pulumiOrganization };
}

function idProblem(name: string, value: string, meaning: string): string[] {
  if (guid.test(value)) return [];
  return [`${name} ${value === "" ? "is not set" : `is ${JSON.stringify(value)}, not a GUID`}: ${meaning}`];
}

function backendProblem(url: string, organization: string | undefined): string[] {
  if (url === "")
    return ["PULUMI_BACKEND_URL is not set: azblob://CONTAINER-{stack}?storage_account=NAME or https://api.pulumi.com"];
  if (!/^(azblob|https?|file):\/\//.test(url)) {
    return [`PULUMI_BACKEND_URL is ${JSON.stringify(url)}, which is no address of a backend`];
  }
  if (/^https?:/.test(url) && organization === undefined) {
    return ["PULUMI_ORGANIZATION is not set: the organization in Pulumi Cloud, whose name the stacks' begin with"];
  }
  return [];
}
