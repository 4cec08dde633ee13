import { filterText, type Graph } from "../../entra/graphClient";
import type { GraphServicePrincipal } from "../../entra/directoryObjects";
import { graphClientId, signInPermissions } from "../../model/graphPermissions";
import { UserError } from "../../entra/userError";
import { isApi, type StackState } from "../state/stackState";
import type { KnownApplication } from "./facts";

/** A consent for the whole tenant, to exactly the scopes the program grants, that the state does not have. */
export interface UnrecordedConsent {
  readonly id: string;
  /** What it is to, as the name of its resource has it: the stack's own API, or Microsoft Graph. */
  readonly to: "api" | "graph";
  readonly scope: string;
}

interface Grant {
  readonly id: string;
  readonly consentType: string;
  readonly resourceId: string;
  readonly scope: string;
}

/** Consents of the stack's client that its state does not have; none where this identity may not ask. */
export async function unrecordedConsents(
  known: readonly KnownApplication[],
  state: StackState,
  graph: Graph,
): Promise<UnrecordedConsent[]> {
  const api = known.find(({ declared }) => isApi(declared, state));
  const client = known.find(({ declared }) => !isApi(declared, state)) ?? api;
  if (!api?.found || !client?.servicePrincipal) return [];
  const exposed = (api.found.api?.oauth2PermissionScopes ?? []).map(({ value }) => value);
  const path = `/oauth2PermissionGrants?$filter=clientId%20eq%20${filterText(client.servicePrincipal.id)}`;
  const grants = await graph.list<Grant>(path).catch((error: unknown) => {
    if (error instanceof UserError && error.code === "graph-not-allowed") return [];
    throw error;
  });
  const unrecorded: UnrecordedConsent[] = [];
  for (const { id, consentType, resourceId, scope } of grants) {
    if (consentType !== "AllPrincipals" || state.consentsTo.includes(resourceId)) continue;
    const resource = await graph.get<GraphServicePrincipal>(`/servicePrincipals/${resourceId}`);
    if (resource?.appId === api.found.appId && hasJust(scope, exposed)) unrecorded.push({ id, to: "api", scope });
    const isGraph = resource?.appId === graphClientId;
    if (isGraph && hasJust(scope, Object.keys(signInPermissions))) unrecorded.push({ id, to: "graph", scope });
  }
  return unrecorded;
}

function hasJust(scope: string, values: readonly string[]): boolean {
  const granted = scope.split(" ").filter((value) => value !== "");
  return granted.length === values.length && values.every((value) => granted.includes(value));
}
