import * as v from "valibot";
import type { Context } from "../../entra/context";
import { graphApplication } from "../../entra/directoryObjects";
import type { OAuthOutputs } from "../../model/outputs";
import { shortInstant } from "../days";
import { filterText, type Graph } from "../../entra/graphClient";
import { UserError } from "../../entra/userError";

/** When each secret of an application was last used to sign in, by key id; or why that cannot be known. */
type LastUses = { readonly uses: ReadonlyMap<string, number> } | { readonly unknown: string };

/** The proof of a new secret is a sign-in too, at most this long after it was made. */
const proofMs = 10 * 60_000;

/** What sign-ins tell about the published secret: a sentence, and that it has been entered where it is in use. */
interface SecretUse {
  readonly text: string;
  readonly evidence: { readonly entered?: string };
}

/** Asks Entra ID which secret of the application was used last. */
export async function secretUse(outputs: OAuthOutputs, context: Context): Promise<SecretUse> {
  const { connectGraph } = await import("../../entra/graphClient");
  const graph = await connectGraph(outputs.tenantId, context);
  const found = await lastUses(graph, outputs.clientId);
  if ("unknown" in found) return { text: `its last use is not known: ${found.unknown}`, evidence: {} };
  const application = await graph.get(`/applications/${outputs.objectId}`, graphApplication);
  const starts = new Map(
    application?.passwordCredentials.map(({ keyId, startDateTime }) => [keyId, Date.parse(startDateTime)]),
  );
  const real = [...found.uses].filter(([keyId, at]) => at > (starts.get(keyId) ?? 0) + proofMs);
  const published = outputs.clientSecretKeyId;
  const own = real.find(([keyId]) => keyId === published);
  if (own) return { text: `it was last used on ${shortInstant(own[1])}`, evidence: { entered: published } };
  const [last] = real.filter(([keyId]) => keyId !== published).sort(([, a], [, b]) => b - a);
  const other = last ? `, and secret ${last[0]} was last used on ${shortInstant(last[1])}` : "";
  return { text: `it was not used yet${other}`, evidence: {} };
}

const activity = v.object({
  keyId: v.nullish(v.string()),
  signInActivity: v.nullish(v.object({ lastSignInDateTime: v.nullish(v.string()) })),
});

/** https://learn.microsoft.com/graph/api/resources/appcredentialsigninactivity (beta, global cloud) */
export async function lastUses(graph: Graph, appId: string): Promise<LastUses> {
  const path = `/beta/reports/appCredentialSignInActivities?$filter=appId%20eq%20${filterText(appId)}`;
  try {
    const activities = await graph.list(path, activity);
    const used = activities.flatMap(({ keyId, signInActivity }): [string, number][] => {
      const at = Date.parse(signInActivity?.lastSignInDateTime ?? "");
      return typeof keyId !== "string" || Number.isNaN(at) ? [] : [[keyId, at]];
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
