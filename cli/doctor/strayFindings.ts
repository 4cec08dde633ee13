import { programTag } from "../../model/tags";
import type { GraphApplication, GraphServicePrincipal } from "../../entra/directoryObjects";
import type { Facts } from "./facts";
import { unfinishedPrefix } from "../../model/tags";
import { type Finding, refreshStep } from "./finding";
import { importStep, servicePrincipal } from "./unrecordedFindings";

/** What interrupted runs left behind, and applications that are easily taken for one another. */
export function strayFindings(facts: Facts): Finding[] {
  const { state, strayApplications, strayPrincipals, namesakes } = facts;
  return [
    ...strayApplications.map((application) => orphan(application, facts)),
    ...strayPrincipals
      .filter(({ appId }) => strayApplications.every((application) => application.appId !== appId))
      .map((principal) => strayPrincipal(principal, facts)),
    ...namesakes.map((application): Finding => ({
      level: "warning",
      code: "application-twin",
      what: `twin: application ${describe(application)} has the same name and ${origin(application)}`,
      hint: `tell them apart by the client id, or change displayName; if nobody uses it: az ad app delete --id ${application.id}`,
    })),
    ...state.unfinished.map((name): Finding => ({
      level: "note",
      code: "resource-unfinished",
      what: `a run was cut short while it was at work on ${name}: the state may have what Entra ID does not`,
      hint: `pulumi up --refresh --stack ${state.stack}`,
      step: refreshStep(state.stack),
    })),
    ...state.pending.map(({ type, name }): Finding => ({
      level: "warning",
      code: "run-interrupted",
      what: `an interrupted run is noted in the state: ${type} ${name}`,
      hint: `pulumi refresh --clear-pending-creates --stack ${state.stack}`,
      step: refreshStep(state.stack),
    })),
  ];
}

function orphan(application: GraphApplication, { state, strayPrincipals, now }: Facts): Finding {
  const why = application.displayName.startsWith(unfinishedPrefix)
    ? "an interrupted run did not finish it"
    : "it has this stack's tags and is not in its state";
  const finding = {
    level: "warning",
    code: "application-orphaned",
    what: `orphaned application ${describe(application)}: ${why}`,
    hint: `az ad app delete --id ${application.id}`,
  } as const;
  // The state has lost it, and Icertis and UiPath have its values.
  if ([state.outputs["clientId"], state.outputs["apiClientId"]].includes(application.appId)) {
    const hint = `the outputs name it, so it is in use: take it over with the setting adopt (applicationObjectId: ${application.id})`;
    return { ...finding, level: "error", code: "application-lost", hint };
  }
  // A run that loses an application gets no further with it. A stack of the same name may have a state of its own elsewhere.
  const isLive = application.passwordCredentials.some(({ endDateTime }) => Date.parse(endDateTime) > now);
  if (isLive || strayPrincipals.some(({ appId }) => appId === application.appId)) {
    const hint = `users can sign in to it, perhaps for another stack of this name; if nobody does: ${finding.hint}`;
    return { ...finding, code: "application-foreign", hint };
  }
  const does = `remove application ${describe(application)}`;
  const act = ({ graph }: { graph: { remove(path: string): Promise<void> } }) =>
    graph.remove(`/applications/${application.id}`);
  return { ...finding, step: { kind: "remove", does, act } };
}

function strayPrincipal({ id, displayName, appId }: GraphServicePrincipal, { known, state }: Facts): Finding {
  const what = `service principal ${id} of "${displayName}" (client id ${appId})`;
  const owner = known.find(({ found }) => found?.appId === appId);
  if (owner) {
    return {
      level: "warning",
      code: "service-principal-not-in-state",
      what: `${what} was made by a run that was cut short, and the state does not have it`,
      hint: `npx icertis-access doctor --fix --stack ${state.stack}   # takes it into the state`,
      step: importStep(owner.declared, servicePrincipal, `/servicePrincipals/${id}`),
    };
  }
  return {
    level: "warning",
    code: "service-principal-orphaned",
    what: `orphaned ${what}: it has this stack's tags and is not in its state`,
    hint: `az ad sp delete --id ${id}`,
    step: { kind: "remove", does: `remove ${what}`, act: ({ graph }) => graph.remove(`/servicePrincipals/${id}`) },
  };
}

function origin({ tags }: GraphApplication): string {
  const tag = tags.find((one) => one.startsWith(`${programTag}:`));
  return tag === undefined
    ? "no tag of this program: it was made elsewhere"
    : `belongs to ${tag.slice(programTag.length + 1)}`;
}

function describe({ displayName, id, appId }: GraphApplication): string {
  return `"${displayName}" (object id ${id}, client id ${appId})`;
}
