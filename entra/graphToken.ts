import { UserError } from "./userError";
import type { Context } from "./context";
import type { Endpoints } from "./endpoints";
import { getJson } from "./network";
import { requestToken } from "./tokenRequest";

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/**
 * A token for Microsoft Graph, from where the azuread provider takes it: client secret, OpenID Connect, or the Azure
 * CLI, by the same variables.
 */
export async function graphToken(tenantId: string, places: Endpoints, context: Context): Promise<string> {
  const { ARM_TENANT_ID, ARM_CLIENT_ID, ARM_CLIENT_SECRET, ARM_USE_OIDC, ARM_USE_CLI } = context.environment;
  if (ARM_TENANT_ID && ARM_TENANT_ID.toLowerCase() !== tenantId.toLowerCase()) {
    throw new UserError(
      "unclassified",
      `ARM_TENANT_ID is ${ARM_TENANT_ID}, and the stack is in tenant ${tenantId}; use the stack's`,
    );
  }
  const proof: Record<string, string> | undefined = ARM_CLIENT_SECRET
    ? { client_secret: ARM_CLIENT_SECRET }
    : ARM_USE_OIDC === "true"
      ? { client_assertion_type: assertionType, client_assertion: await federatedAssertion(context) }
      : undefined;
  if (proof) {
    if (!ARM_CLIENT_ID)
      throw new UserError("unclassified", "ARM_CLIENT_ID is not set; it names the identity to sign in as");
    const form = {
      grant_type: "client_credentials",
      client_id: ARM_CLIENT_ID,
      ...proof,
      scope: `${places.graph}/.default`,
    };
    return (await requestToken(`${places.login}/${tenantId}/oauth2/v2.0/token`, form, context.fetch)).access_token;
  }
  if (places.isCloud && ARM_USE_CLI !== "false") return azureCliToken(tenantId, context);
  throw new UserError(
    "unclassified",
    "no identity to ask Microsoft Graph with; set ARM_CLIENT_ID and ARM_CLIENT_SECRET, or ARM_CLIENT_ID and ARM_USE_OIDC=true with ARM_OIDC_TOKEN",
  );
}

/** The token of the pipeline that runs, which Entra ID trusts by a federated credential. */
async function federatedAssertion({ environment, fetch, files }: Context): Promise<string> {
  const { ARM_OIDC_TOKEN: token, ARM_OIDC_TOKEN_FILE_PATH: file } = environment;
  if (token) return token;
  if (file) return files.read(file, `${file} (ARM_OIDC_TOKEN_FILE_PATH)`).toString("utf8").trim();
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = environment;
  if (url && bearer) {
    const address = `${url}${url.includes("?") ? "&" : "?"}audience=${encodeURIComponent("api://AzureADTokenExchange")}`;
    const authorized: typeof fetch = (to, init) =>
      fetch(to, { ...init, headers: { ...init?.headers, authorization: `Bearer ${bearer}` } });
    const { value } = (await getJson(address, authorized)) as { readonly value?: unknown };
    if (typeof value === "string") return value;
  }
  throw new UserError(
    "unclassified",
    "ARM_USE_OIDC is true and there is no token; set ARM_OIDC_TOKEN or ARM_OIDC_TOKEN_FILE_PATH (in GitHub Actions: permissions: id-token: write)",
  );
}

async function azureCliToken(tenantId: string, context: Context): Promise<string> {
  const words = [
    "account",
    "get-access-token",
    "--resource-type",
    "ms-graph",
    "--tenant",
    tenantId,
    "--output",
    "json",
  ];
  const result = await context.run("az", words);
  if (result === undefined) {
    throw new UserError(
      "unclassified",
      "no identity to ask Microsoft Graph with: there is no `az` command, and neither ARM_CLIENT_SECRET nor ARM_USE_OIDC is set; sign in with one of them",
    );
  }
  if (result.code !== 0) {
    const told = result.errors.split(/\r?\n/).find((line) => line.trim() !== "") ?? "no reason given";
    throw new UserError(
      "unclassified",
      `\`az account get-access-token\` failed: ${told}; sign in with \`az login --tenant ${tenantId}\``,
    );
  }
  try {
    const { accessToken } = JSON.parse(result.out) as { readonly accessToken?: unknown };
    if (typeof accessToken === "string") return accessToken;
  } catch {
    // What it printed may hold a token: say only that it was not understood.
  }
  throw new UserError("unclassified", "`az account get-access-token` printed no token; update the Azure CLI");
}
