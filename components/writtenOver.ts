import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { comparedOnApplication, keptOnServicePrincipal } from "../model/keptProperties";
import type { Problem } from "../model/problem";
import { type Drift, drifted, unseenRemovals } from "../model/propertyDrift";
import { unfinishedPrefix } from "../model/tags";

export type Properties = Readonly<Record<string, unknown>>;

/** What the engine says of an update. */
type Update = Readonly<Record<"newInputs" | "oldInputs" | "oldOutputs", Properties>>;

const assignment = "appRoleAssignmentRequired";

/** What an update of an application would lose. */
export async function applicationProblems(
  { newInputs, oldInputs, oldOutputs }: Update,
  parent: pulumi.Resource,
): Promise<Problem[]> {
  const objectId = readBack(oldOutputs);
  if (objectId === undefined) return [];
  const found = await azuread.getApplication({ objectId }, { parent });
  const web = found.webs[0];
  const shaped = {
    ...found,
    api: found.apis[0],
    publicClient: found.publicClients[0],
    singlePageApplication: found.singlePageApplications[0],
    web: { ...web, implicitGrant: web?.implicitGrants[0] },
  };
  const removals = unseenRemovals({ found: shaped, held: oldOutputs, oldInputs, newInputs });
  return [
    ...driftProblems(drifted(comparedOnApplication, shaped, oldOutputs)),
    ...removals.map(({ path, found: entries }) => ({ key: path, got: entries, message: removalMessage })),
  ];
}

/** What an update of a service principal would lose; whether users must be assigned is the configuration's to say. */
export async function servicePrincipalProblems(
  { signsIn, adopted }: { readonly signsIn: boolean; readonly adopted: boolean },
  { newInputs, oldInputs, oldOutputs }: Update,
  parent: pulumi.Resource,
): Promise<Problem[]> {
  const objectId = readBack(oldOutputs);
  if (objectId === undefined) return [];
  const found = await servicePrincipalOf(objectId, parent);
  const kept = signsIn ? keptOnServicePrincipal : [...keptOnServicePrincipal, assignment];
  // Where reads lag, the state holds the provider's temporary text, and Entra ID has nothing: nobody set that.
  const unfinished = found.description === "" && String(oldOutputs["description"]).startsWith(unfinishedPrefix);
  const held = unfinished ? { ...oldOutputs, description: "" } : oldOutputs;
  const problems = driftProblems(drifted(kept, found, held));
  if (!signsIn) return problems;
  const switchedOff = !adopted && oldInputs[assignment] === true;
  const opened = found.appRoleAssignmentRequired && newInputs[assignment] !== true && !switchedOff;
  if (!opened) return problems;
  const message =
    "is not set, and Entra ID admits only assigned users: this run would let everybody sign in; write true, or turn it off under Enterprise applications > Properties first";
  return [{ key: setting("assignmentRequired"), got: false, message }, ...problems];
}

/**
 * A service principal that is there already is taken over, and everything it has is written over: there is no state to
 * keep. One that an interrupted run of this program left has nothing to lose, but perhaps not yet its description.
 */
export async function takeoverProblems(newInputs: Properties, parent: pulumi.Resource): Promise<Problem[]> {
  const { clientId, tags } = newInputs;
  // Of an application that is not made yet the client id is unknown, and so has no service principal.
  if (typeof clientId !== "string") return [];
  const { objectIds } = await azuread.getServicePrincipals({ clientIds: [clientId], ignoreMissing: true }, { parent });
  const [objectId] = objectIds;
  if (objectId === undefined) return [];
  const found = await servicePrincipalOf(objectId, parent);
  const description = found.description.startsWith(unfinishedPrefix) ? found.description : "";
  const made = { accountEnabled: true, tags, description, [assignment]: newInputs[assignment] };
  const message =
    "is set on the service principal that is there already, and taking it over would lose that; set adopt: { applicationObjectId: OBJECT_ID } with the object id of its application for one run, which keeps it";
  return drifted([...keptOnServicePrincipal, assignment], found, made).map(({ path, found: value }) => ({
    key: path,
    got: value,
    message,
  }));
}

/**
 * The object id, which an object has that was read after it was made. One that the run before could not read is in the
 * state with what was asked for alone: it was made just then, and there is nothing to compare.
 */
function readBack({ objectId }: Properties): string | undefined {
  return typeof objectId === "string" ? objectId : undefined;
}

async function servicePrincipalOf(objectId: string, parent: pulumi.Resource) {
  const found = await azuread.getServicePrincipal({ objectId }, { parent });
  return { ...found, samlSingleSignOn: found.samlSingleSignOns[0] };
}

function driftProblems(drifts: readonly Drift[]): Problem[] {
  const message =
    "set in Entra ID since the stack last looked, and this run would write the old value over it; kept after one `pulumi up --refresh`";
  return drifts.map(({ path, found }) => ({ key: path, got: found, message }));
}

const removalMessage =
  "is in Entra ID and not in the configuration, and this run would remove it unseen; add it to the setting, or run `pulumi up --refresh`, whose preview shows that it goes";

/** A setting as the stack's file names it. */
export function setting(key: string): string {
  return `${pulumi.getProject()}:${key}`;
}
