import type { Context } from "../../entra/context";
import { UserError } from "../../entra/userError";
import type { Identity, Platform } from "../platforms/platform";
import { isGuid } from "../../model/guid";

/** Where a job on a platform deploys, and as whom. */
export interface FederationVariables extends Identity {
  /** `azblob://…` or Pulumi Cloud's address. */
  readonly backendUrl: string;
  /** The organization in Pulumi Cloud, where that is the backend. */
  readonly pulumiOrganization: string | undefined;
}

/** Reads and checks the variables; all that are missing or invalid are reported at once. */
export function federationVariables({ environment }: Context, platform: Platform): FederationVariables {
  const read = (name: string) => (environment[name] || environment[platform.aliases[name] ?? ""] || "").trim();
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
    throw new UserError(
      "variables-invalid",
      `${what}; nothing was changed:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
      `set ${problems.map((problem) => problem.split(" ")[0]).join(", ")} in ${platform.variablesAt}; the outputs of bootstrap/ hold the values`,
    );
  }
  return { tenantId, clientId, backendUrl, pulumiOrganization };
}

function idProblem(name: string, value: string, meaning: string): string[] {
  if (isGuid(value)) return [];
  return [`${name} ${value === "" ? "is not set" : `is ${JSON.stringify(value)}, not a GUID`}: ${meaning}`];
}

function backendProblem(url: string, organization: string | undefined): string[] {
  if (url === "")
    return ["PULUMI_BACKEND_URL is not set: azblob://CONTAINER-{stack}?storage_account=NAME or https://api.pulumi.com"];
  if (!/^(azblob|https?|file):\/\//.test(url)) {
    return [`PULUMI_BACKEND_URL is ${JSON.stringify(url)}, which is no address of a backend`];
  }
  if (/^https?:/.test(url) && organization === undefined) {
    return ["PULUMI_ORGANIZATION is not set: the organization in Pulumi Cloud"];
  }
  return [];
}
