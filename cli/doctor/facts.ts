import * as v from "valibot";
import type { Context } from "../../entra/context";
import { lastUses } from "../secret/lastUse";
import { attributionTags } from "../../model/tags";
import {
  anyObject,
  type GraphApplication,
  graphApplication,
  type GraphServicePrincipal,
  graphServicePrincipal,
  type RegistrationParts,
  registrationParts,
} from "../../entra/directoryObjects";
import { filterText, type Graph } from "../../entra/graphClient";
import { UserError } from "../../entra/userError";
import type { StackState, StateApplication } from "../state/stackState";
import { type UnrecordedConsent, unrecordedConsents } from "./consents";
import { type History, readHistory } from "./history";

/** An application of the stack's state beside what Entra ID has of it. */
export interface KnownApplication extends RegistrationParts {
  readonly declared: StateApplication;
  /** `undefined` where it is gone. */
  readonly found: GraphApplication | undefined;
  /** Whether sign-in windows are cut off from the window that opened them; `null` as Entra ID decides. */
  readonly coopEnforcement: boolean | null;
  /** Whether it was deleted so lately that it can be restored. */
  readonly restorable: boolean;
}

/** Which stack it is about. */
interface FactOptions {
  readonly stack?: string;
  readonly project: string;
}

/** Everything the findings are made from. */
export interface Facts {
  readonly state: StackState;
  readonly now: number;
  readonly callerId: string;
  readonly callerIsApp: boolean;
  readonly known: readonly KnownApplication[];
  /** Objects with this stack's tag that its state does not have. */
  readonly strayApplications: readonly GraphApplication[];
  readonly strayPrincipals: readonly GraphServicePrincipal[];
  /** Applications without this stack's tag that bear the name of one of its own. */
  readonly namesakes: readonly GraphApplication[];
  readonly consents: readonly UnrecordedConsent[];
  /** Of earlier runs, where something calls for it; `undefined` where it cannot be read. */
  readonly history: History | undefined;
  /** Key ids of secrets that were used to sign in; `undefined` where that cannot be known. */
  readonly lastUsed: ReadonlyMap<string, number> | undefined;
}

/** Reads Entra ID, and what else tells how things came about. */
export async function gatherFacts(
  state: StackState,
  graph: Graph,
  options: FactOptions,
  context: Context,
): Promise<Facts> {
  const tag = stackTag(state, options);
  const known: KnownApplication[] = [];
  for (const declared of state.applications) known.push(await knownApplication(declared, graph));
  const declaredIds = new Set(state.applications.map(({ objectId }) => objectId));
  const tagged = `$filter=${encodeURIComponent("tags/any(t:t eq ")}${filterText(tag)})`;
  const strayApplications = (await graph.list(`/applications?${tagged}`, graphApplication)).filter(
    ({ id }) => !declaredIds.has(id),
  );
  const strayPrincipals = (await graph.list(`/servicePrincipals?${tagged}`, graphServicePrincipal)).filter(({ id }) =>
    state.servicePrincipals.every(({ objectId }) => objectId !== id),
  );
  const namesakes: GraphApplication[] = [];
  for (const name of new Set(state.applications.map(({ displayName }) => displayName))) {
    const found = await graph.list(`/applications?$filter=displayName%20eq%20${filterText(name)}`, graphApplication);
    namesakes.push(...found.filter(({ id, tags }) => !declaredIds.has(id) && !tags.includes(tag)));
  }
  const foreign = known.some(({ found }) =>
    found?.passwordCredentials.some(({ keyId }) => state.secrets.every((secret) => secret.keyId !== keyId)),
  );
  const consents = await unrecordedConsents(known, state, graph);
  const { stack, project } = options;
  const asksHistory = stack !== undefined && (foreign || consents.length > 0);
  return {
    state,
    now: context.now(),
    consents,
    history: asksHistory ? await readHistory({ stack, project }, context) : undefined,
    lastUsed: foreign ? await lastUsesOf(known, graph) : undefined,
    callerId: graph.callerId,
    callerIsApp: graph.callerIsApp,
    known,
    strayApplications,
    strayPrincipals,
    namesakes,
  };
}

/** The tag of what this stack makes. The organization is in the stack's full name, else in what the stack has made. */
function stackTag({ stackTag: own, project, stack: name }: StackState, { stack = "" }: FactOptions): string {
  const organization = stack.includes("/") ? stack.split("/")[0] : undefined;
  const [, computed = ""] = attributionTags(organization ?? "organization", project, name);
  return organization === undefined ? (own ?? computed) : computed;
}

async function lastUsesOf(known: readonly KnownApplication[], graph: Graph): Promise<Map<string, number> | undefined> {
  const all = new Map<string, number>();
  for (const { declared } of known) {
    const found = await lastUses(graph, declared.clientId);
    if ("unknown" in found) return undefined;
    found.uses.forEach((at, keyId) => all.set(keyId, at));
  }
  return all;
}

async function knownApplication(inState: StateApplication, graph: Graph): Promise<KnownApplication> {
  const { objectId } = inState;
  const found = await graph.get(`/applications/${objectId}`, graphApplication);
  const declared = { ...inState, clientId: found?.appId ?? inState.clientId };
  if (!found) {
    const restorable = (await graph.get(`/directory/deletedItems/${objectId}`, anyObject)) !== undefined;
    const none = { owners: [], servicePrincipal: undefined, principalOwners: [], coopEnforcement: null };
    return { declared, found, ...none, restorable };
  }
  const parts = await registrationParts(found, graph);
  const coopEnforcement = await coopEnforcementOf(objectId, graph);
  return { declared, found, ...parts, coopEnforcement, restorable: false };
}

const behaviors = v.object({
  authenticationBehaviors: v.nullish(v.object({ coopEnforcement: v.nullish(v.boolean()) })),
});

/** Graph gives it when asked by name, and in the global cloud alone. */
async function coopEnforcementOf(objectId: string, graph: Graph): Promise<boolean | null> {
  const path = `/applications/${objectId}?$select=authenticationBehaviors`;
  const answer = await graph.get(path, behaviors).catch((error: unknown) => {
    if (error instanceof UserError && error.code === "graph-denied") return undefined;
    throw error;
  });
  return answer?.authenticationBehaviors?.coopEnforcement ?? null;
}
