import { programTag } from "../../model/tags";
import type { GraphApplication } from "../../entra/directoryObjects";
import type { Facts } from "./facts";
import type { Finding } from "./finding";

/** The provider's name for an application it has not finished. */
const unfinished = /^TERRAFORM_UPDATE_/;

/** What interrupted runs left behind, and applications that are easily taken for one another. */
export function strayFindings({ strayApplications, strayPrincipals, namesakes, state }: Facts): Finding[] {
  return [
    ...strayApplications.map((application): Finding => {
      const why = unfinished.test(application.displayName)
        ? "an interrupted run did not finish it"
        : "it has this stack's tags and is not in its state";
      return {
        level: "warning",
        what: `orphaned application ${describe(application)}: ${why}`,
        mend: `az ad app delete --id ${application.id}`,
        fix: {
          removes: `application ${describe(application)}`,
          act: (graph) => graph.remove(`/applications/${application.id}`),
        },
      };
    }),
    ...strayPrincipals.map(({ id, displayName, appId }): Finding => ({
      level: "warning",
      what: `orphaned service principal ${id} of "${displayName}" (client id ${appId}): it has this stack's tags and is not in its state`,
      mend: `az ad sp delete --id ${id}`,
      fix: {
        removes: `service principal ${id} of "${displayName}"`,
        act: (graph) => graph.remove(`/servicePrincipals/${id}`),
      },
    })),
    ...namesakes.map((application): Finding => ({
      level: "warning",
      what: `twin: application ${describe(application)} has the same name and ${origin(application)}`,
      mend: `tell them apart by the client id, or change displayName; if nobody uses it: az ad app delete --id ${application.id}`,
    })),
    ...state.pending.map((operation): Finding => ({
      level: "warning",
      what: `an interrupted run is noted in the state: ${operation}`,
      mend: `pulumi refresh --clear-pending-creates --stack ${state.stack}`,
    })),
  ];
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
