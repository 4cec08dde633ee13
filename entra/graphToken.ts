import { decodeJwt } from "jose";
import * as v from "valibot";
import { isGuid } from "../model/guid";
import { jsonObject } from "../model/json";
import { entraAudience } from "../model/token";
import type { Context, Environment } from "./context";
import type { Endpoints } from "./endpoints";
import { getJson } from "./network";
import { type ClientCredentials, requestToken } from "./tokenClient";
import { UserError } from "./userError";

/**
 * A token for Microsoft Graph, from where the azuread provider takes it: client secret, OpenID Connect, or the Azure
 * CLI, by the same variables.
 */
export async function graphToken(tenantId: string, places: Endpoints, context: Context): Promise<string> {
  const { ARM_TENANT_ID, ARM_CLIENT_ID: clientId, ARM_USE_CLI } = context.environment;
  if (ARM_TENANT_ID && ARM_TENANT_ID.toLowerCase() !== tenantId.toLowerCase()) {
    throw new UserError(
      "tenant-other",
      `ARM_TENANT_ID is ${ARM_TENANT_ID}, and the stack is in tenant ${tenantId}`,
      "use the stack's",
    );
  }
  const proof = await proofOf(context);
  if (proof) {
    if (!clientId) {
      throw new UserError("identity-missing", "ARM_CLIENT_ID is not set", "set it to the identity to sign in as");
    }
    const request = { login: places.login, tenantId, clientId, scope: `${places.graph}/.default`, proof };
    return requestToken(request, context.fetch, "deployer");
  }
  if (places.isCloud && ARM_USE_CLI !== "false") return azureCliToken(tenantId, context);
  throw new UserError(
    "identity-missing",
    "no identity to ask Microsoft Graph with",
    "set ARM_CLIENT_ID and ARM_CLIENT_SECRET, or ARM_CLIENT_ID and ARM_USE_OIDC=true with ARM_OIDC_TOKEN",
  );
}

async function proofOf(context: Context): Promise<ClientCredentials["proof"] | undefined> {
  const { ARM_CLIENT_SECRET: secret, ARM_USE_OIDC } = context.environment;
  if (secret) return { secret };
  return ARM_USE_OIDC === "true" ? { assertion: await federatedAssertion(context) } : undefined;
}

/** The request for a token of a job in GitHub Actions; `undefined` elsewhere, or without `id-token: write`. */
export function actionsTokenRequest(environment: Environment, audience: string) {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = environment;
  if (!url || !token) return undefined;
  const query = `${url.includes("?") ? "&" : "?"}audience=${encodeURIComponent(audience)}`;
  return { url: url + query, headers: { authorization: `Bearer ${token}` } };
}

/** The token of the pipeline that runs, which Entra ID trusts by a federated credential. */
async function federatedAssertion({ environment, fetch, files }: Context): Promise<string> {
  const { ARM_OIDC_TOKEN: token, ARM_OIDC_TOKEN_FILE_PATH: file } = environment;
  if (token) return token;
  if (file) return files.read(file, `${file} (ARM_OIDC_TOKEN_FILE_PATH)`).toString("utf8").trim();
  const request = actionsTokenRequest(environment, entraAudience);
  if (request) {
    const { url, headers } = request;
    const authorized: typeof fetch = (to, init) => fetch(to, { ...init, headers: { ...init?.headers, ...headers } });
    const answer = (await getJson(url, authorized)) as { readonly value?: unknown } | null;
    if (typeof answer?.value === "string") return answer.value;
  }
  throw new UserError(
    "identity-missing",
    "ARM_USE_OIDC is true and there is no token",
    "set ARM_OIDC_TOKEN or ARM_OIDC_TOKEN_FILE_PATH (in GitHub Actions: permissions: id-token: write)",
  );
}

const azWords = ["account", "get-access-token", "--resource-type", "ms-graph", "--output", "json"];

async function azureCliToken(tenantId: string, context: Context): Promise<string> {
  let result = await context.run("az", [...azWords, "--tenant", tenantId]);
  // Cloud Shell and managed identities are of one tenant, and the CLI refuses to be told which.
  if (result && result.code !== 0 && /tenant shouldn.t be specified/i.test(result.errors)) {
    result = await context.run("az", azWords);
  }
  if (result === undefined) {
    throw new UserError(
      "identity-missing",
      "no identity to ask Microsoft Graph with: there is no `az` command, and neither ARM_CLIENT_SECRET nor ARM_USE_OIDC is set",
      "sign in with one of them",
    );
  }
  if (result.code !== 0) {
    const problem = `\`az account get-access-token\` failed: ${errorLine(result.errors)}`;
    throw new UserError("az-failed", problem, `sign in with \`az login --tenant ${tenantId}\``);
  }
  const token = tokenIn(result.out);
  const { tid } = claimsOf(token);
  if (isGuid(tenantId) && tid !== undefined && tid.toLowerCase() !== tenantId.toLowerCase()) {
    throw new UserError(
      "tenant-other",
      `the Azure CLI is signed in to tenant ${tid}, and the stack is in tenant ${tenantId}`,
      `sign in with \`az login --tenant ${tenantId}\``,
    );
  }
  return token;
}

/** The line that says why; warnings come before it. */
function errorLine(errors: string): string {
  const lines = errors.split(/\r?\n/).filter((line) => line.trim() !== "");
  const line = lines.find((one) => one.startsWith("ERROR:")) ?? lines.find((one) => !one.startsWith("WARNING:"));
  return line?.replace(/^ERROR: /, "") ?? "no reason given";
}

/** What it printed may hold a token: an error says only that it was not understood. */
function tokenIn(printed: string): string {
  const token = jsonObject(printed)?.["accessToken"];
  if (typeof token === "string") return token;
  throw new UserError("az-failed", "`az account get-access-token` printed no token", "update the Azure CLI");
}

const graphClaims = v.object({
  oid: v.optional(v.string()),
  tid: v.optional(v.string()),
  /** `app` for an identity without a user. */
  idtyp: v.optional(v.string()),
  roles: v.optional(v.array(v.string())),
});

/** Who a token for Graph is for. */
export function claimsOf(token: string): Readonly<v.InferOutput<typeof graphClaims>> {
  try {
    return v.parse(graphClaims, decodeJwt(token));
  } catch {
    throw new UserError("token-invalid", "the token for Microsoft Graph is no JWT", "sign in again");
  }
}
