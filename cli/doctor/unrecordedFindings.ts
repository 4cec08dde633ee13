import { identifierUriOf } from "../../model/token";
import * as resourceTypes from "../../model/resourceTypes";
import { isApi, type StateApplication } from "../state/stackState";
import type { Facts, KnownApplication } from "./facts";
import type { Finding, Step } from "./finding";

/** A resource beside an application, as the program declares it. */
interface Beside {
  readonly type: string;
  /** The end of its name. */
  readonly suffix: string;
}

export const servicePrincipal: Beside = { type: resourceTypes.servicePrincipal, suffix: "service-principal" };
const identifierUri: Beside = { type: resourceTypes.applicationIdentifierUri, suffix: "identifier-uri" };
const preAuthorized: Beside = { type: resourceTypes.applicationPreAuthorized, suffix: "pre-authorized" };

/** What a run that was cut short wrote into an application, and the state does not have: the next `up` is refused. */
export function unrecordedFindings(facts: Facts): Finding[] {
  const { known, state } = facts;
  return known
    .filter(({ declared }) => isApi(declared, state))
    .flatMap((api) => [
      ...uriFindings(api, facts),
      ...preAuthorizedFindings(api, facts),
      ...consentFindings(api, facts),
    ]);
}

/** Takes an object that Entra ID has into the state, under the URN the program gives it. */
export function importStep({ name, parent }: StateApplication, { type, suffix }: Beside, id: string): Step {
  const resource = `${name.replace(/-app$/, "")}-${suffix}`;
  const of = ["--parent", `${parent.split("::").at(-1)}=${parent}`];
  const options = ["--yes", "--skip-preview", "--protect=false", "--generate-code=false", ...of];
  return {
    kind: "import",
    does: `take ${resource} into the state (${id})`,
    act: ({ pulumi }) => pulumi("import", ...options, type, resource, id),
  };
}

function uriFindings({ declared, found }: KnownApplication, { state }: Facts): Finding[] {
  if (!found || state.identifierUriOf.includes(found.id)) return [];
  const uri = identifierUriOf(found.appId);
  if (!found.identifierUris.includes(uri)) return [];
  const id = `/applications/${found.id}/identifierUris/${Buffer.from(uri).toString("base64")}`;
  return [
    {
      level: "warning",
      code: "identifier-uri-not-in-state",
      what: `"${found.displayName}": its App ID URI ${uri} was set by a run that was cut short, and the state does not have it`,
      hint: fixHint(state.stack),
      step: importStep(declared, identifierUri, id),
    },
  ];
}

/** The client of its own, where the program declares one; other applications may be pre-authorized by hand. */
function preAuthorizedFindings({ declared, found }: KnownApplication, { known, state }: Facts): Finding[] {
  const clients = known.filter(({ declared: { clientId } }) => clientId !== declared.clientId);
  return clients.flatMap(({ declared: { clientId } }): Finding[] => {
    const isSet = found?.api?.preAuthorizedApplications?.some(({ appId }) => appId === clientId);
    if (!found || !isSet || state.preAuthorized.includes(clientId)) return [];
    return [
      {
        level: "warning",
        code: "pre-authorization-not-in-state",
        what: `"${found.displayName}": its client ${clientId} was pre-authorized by a run that was cut short, and the state does not have it`,
        hint: fixHint(state.stack),
        step: importStep(declared, preAuthorized, `${found.id}/preAuthorizedApplication/${clientId}`),
      },
    ];
  });
}

/**
 * Consents of a run that was cut short. An administrator may have granted the same by hand: then the program does not
 * declare them, and the next `up` would take one away that was taken into the state.
 */
function consentFindings({ declared }: KnownApplication, { consents, history, state }: Facts): Finding[] {
  const type = resourceTypes.servicePrincipalDelegatedPermissionGrant;
  const isDeclared = history?.consents || state.pending.some(({ resourceType }) => resourceType === type);
  if (!isDeclared) return [];
  return consents.map(({ id, to, scope }) => ({
    level: "warning",
    code: "consent-not-in-state",
    what: `the admin consent to ${scope.trim()} was granted by a run that was cut short, and the state does not have it`,
    hint: fixHint(state.stack),
    step: importStep(declared, { type, suffix: `consent-${to}` }, `/oauth2PermissionGrants/${id}`),
  }));
}

function fixHint(stack: string): string {
  return `npx icertis-access doctor --fix --stack ${stack}   # takes it into the state`;
}
