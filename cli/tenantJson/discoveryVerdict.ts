import { endpoints, relocated } from "../../entra/endpoints";
import { getJson, Unreachable } from "../../entra/getJson";
import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";
import type { KeyVerdict } from "./checkSettings";

/** Whether ICI would get the tenant's signing keys from its discovery endpoint. */
export interface DiscoveryVerdict {
  readonly ok: boolean;
  /** Whether nothing answered, which says nothing about what ICI would see. */
  readonly unknown: boolean;
  readonly problem?: string;
}

export const agreed: DiscoveryVerdict = { ok: true, unknown: false };

/** Asks the discovery endpoint of a tenant.json for the keys, as ICI would. */
export async function discoveryVerdict(
  verdicts: readonly KeyVerdict[],
  tenantId: string,
  context: Context,
): Promise<DiscoveryVerdict> {
  const url = verdicts.find(({ key }) => key.endsWith(".STSDiscoveryEndpoint"))?.got ?? "";
  try {
    const problem = await discoveryProblem(url, tenantId, context);
    return problem === undefined ? agreed : { ok: false, unknown: false, problem };
  } catch (error) {
    if (error instanceof Unreachable) {
      return { ok: false, unknown: true, problem: `${error.message}; --offline leaves the discovery endpoint out` };
    }
    if (error instanceof UserError) return { ok: false, unknown: false, problem: error.message };
    throw error;
  }
}

/** Why the document at the discovery endpoint is not the tenant's, or leads to no keys. */
async function discoveryProblem(url: string, tenantId: string, context: Context): Promise<string | undefined> {
  const places = await endpoints(context);
  const document = (await getJson(relocated(url, places), context.fetch)) as {
    readonly jwks_uri?: unknown;
    readonly issuer?: unknown;
  } | null;
  const { jwks_uri: keysUrl, issuer } = document ?? {};
  if (typeof keysUrl !== "string" || !URL.canParse(keysUrl))
    return `${url} is no metadata document: it has no jwks_uri`;
  if (!String(issuer).includes(tenantId)) return `${url} is the document of another issuer, ${String(issuer)}`;
  const answer = await getJson(relocated(keysUrl, places), context.fetch);
  const { keys } = (answer ?? {}) as { readonly keys?: unknown };
  return Array.isArray(keys) && keys.length > 0 ? undefined : `${keysUrl} has no signing keys`;
}
