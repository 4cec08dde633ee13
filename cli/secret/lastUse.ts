import type { Graph } from "../../entra/graphClient";
import { UserError } from "../../entra/userError";

/** When each secret of an application was last used to sign in, by key id; or why that cannot be known. */
export type LastUses = { readonly uses: ReadonlyMap<string, number> } | { readonly unknown: string };

interface Activity {
  readonly keyId?: string;
  readonly signInActivity?: { readonly lastSignInDateTime?: string | null } | null;
}

/** https://learn.microsoft.com/graph/api/resources/appcredentialsigninactivity (beta, global cloud) */
export async function lastUses(graph: Graph, appId: string): Promise<LastUses> {
  const path = `/beta/reports/appCredentialSignInActivities?$filter=appId%20eq%20'${appId}'`;
  try {
    const activities = await graph.list<Activity>(path);
    const used = activities.flatMap(({ keyId, signInActivity }): [string, number][] => {
      const at = Date.parse(signInActivity?.lastSignInDateTime ?? "");
      return keyId === undefined || Number.isNaN(at) ? [] : [[keyId, at]];
    });
    return { uses: new Map(used) };
  } catch (error) {
    if (error instanceof UserError) return { unknown: reasonOf(error) };
    throw error;
  }
}

function reasonOf({ code, message }: UserError): string {
  if (code === "graph-not-allowed") return "the identity that asks lacks AuditLog.Read.All";
  if (code === "graph-denied") return "this cloud does not tell";
  return message;
}
