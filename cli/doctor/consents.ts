import * as v from "valibot";
import { filterText, type Graph } from "../../entra/graphClient";
import { graphServicePrincipal } from "../../entra/directoryObjects";
import { graphClientId, signInPermissions } from "../../model/graphPermissions";
import { guid } from "../../model/guid";
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

const grant = v.object({
  id: v.string(),
  consentType: v.string(),
  resourceId: guid(),
  scope: v.nullish(v.string(), ""),
});

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
  const grants = await graph.list(path, grant).catch((error: unknown) => {
    if (error instanceof UserError && error.code === "graph-not-allowed") return [];
    throw error;
  });
  const unrecorded: UnrecordedConsent[] = [];
  for (const { id, consentType, resourceId, scope } of grants) {
    if (consentType !== "AllPrincipals" || state.consentsTo.includes(resourceId)) continue;
    const resource = await graph.get(`/servicePrincipals/${resourceId}`, graphServicePrincipal);
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
