import { attributionTags } from "../../model/tags";
import type { GraphApplication, GraphOwner, GraphServicePrincipal } from "../../entra/directoryObjects";
import { filterText, type Graph } from "../../entra/graphClient";
import type { StackState, StateApplication } from "../state/stackState";

/** An application of the stack's state beside what Entra ID has of it. */
export interface KnownApplication {
  readonly declared: StateApplication;
  /** `undefined` where it is gone. */
  readonly found: GraphApplication | undefined;
  readonly owners: readonly GraphOwner[];
  readonly servicePrincipal: GraphServicePrincipal | undefined;
  /** Whether it was deleted so lately that it can be restored. */
  readonly restorable: boolean;
}

/** Everything the findings are made from. */
export interface Facts {
  readonly state: StackState;
  readonly now: number;
  readonly callerId: string;
  readonly known: readonly KnownApplication[];
  /** Objects with this stack's tag that its state does not have. */
  readonly strayApplications: readonly GraphApplication[];
  readonly strayPrincipals: readonly GraphServicePrincipal[];
  /** Applications without this stack's tag that bear the name of one of its own. */
  readonly namesakes: readonly GraphApplication[];
}

/**
 * Reads Entra ID.
 *
 * @param organization - the Pulumi organization, for a state that does not tell the tag
 */
export async function gatherFacts(state: StackState, graph: Graph, organization: string, now: number): Promise<Facts> {
  const tag = state.stackTag ?? attributionTags(organization, state.project, state.stack)[1] ?? "";
  const known: KnownApplication[] = [];
  for (const declared of state.applications) known.push(await knownApplication(declared, graph));
  const declaredIds = new Set(state.applications.map(({ objectId }) => objectId));
  const tagged = `$filter=${encodeURIComponent("tags/any(t:t eq ")}${filterText(tag)})`;
  const strayApplications = (await graph.list<GraphApplication>(`/applications?${tagged}`)).filter(
    ({ id }) => !declaredIds.has(id),
  );
  const strayPrincipals = (await graph.list<GraphServicePrincipal>(`/servicePrincipals?${tagged}`)).filter(
    ({ id, appId }) =>
      !state.servicePrincipalIds.includes(id) && !strayApplications.some((application) => application.appId === appId),
  );
  const namesakes: GraphApplication[] = [];
  for (const name of new Set(state.applications.map(({ displayName }) => displayName))) {
    const found = await graph.list<GraphApplication>(`/applications?$filter=displayName%20eq%20${filterText(name)}`);
    namesakes.push(...found.filter(({ id, tags }) => !declaredIds.has(id) && !tags.includes(tag)));
  }
  return { state, now, callerId: graph.callerId, known, strayApplications, strayPrincipals, namesakes };
}

async function knownApplication(declared: StateApplication, graph: Graph): Promise<KnownApplication> {
  const { objectId } = declared;
  const found = await graph.get<GraphApplication>(`/applications/${objectId}`);
  if (!found) {
    const restorable = (await graph.get<object>(`/directory/deletedItems/${objectId}`)) !== undefined;
    return { declared, found, owners: [], servicePrincipal: undefined, restorable };
  }
  const owners = await graph.list<GraphOwner>(`/applications/${objectId}/owners?$select=id,displayName`);
  const principals = await graph.list<GraphServicePrincipal>(
    `/servicePrincipals?$filter=appId%20eq%20${filterText(found.appId)}`,
  );
  return { declared, found, owners, servicePrincipal: principals[0], restorable: false };
}
