import { jsonObject } from "../../model/json";
import { identifierUriOf } from "../../model/token";
import type { GraphApplication, GraphServicePrincipal } from "../../entra/directoryObjects";
import { isApi, type StackState } from "../state/stackState";
import type { Facts, KnownApplication } from "./facts";
import { unfinishedPrefix } from "../../model/tags";
import { type Finding, refreshStep } from "./finding";

/** The registration itself: whether it is there, and whether its tokens are those tenant.json expects. */
export function registrationFindings(facts: Facts): Finding[] {
  return facts.known.flatMap((application) => {
    const { found } = application;
    if (!found) return [missingFinding(application, facts.state.stack)];
    const findings = [
      ...(isApi(application.declared, facts.state) ? apiFindings(found, facts.state) : []),
      ...principalFindings(application, facts.state),
    ];
    return findings.map((finding) => ({ ...finding, what: `"${found.displayName}": ${finding.what}` }));
  });
}

function missingFinding({ declared, restorable }: KnownApplication, stack: string): Finding {
  const { objectId, displayName, clientId } = declared;
  const what = `application "${displayName}" (client id ${clientId}) is gone from Entra ID`;
  if (!restorable) {
    const hint = `npx icertis-access doctor --forget --stack ${stack}, then pulumi up: a new one, and Icertis and UiPath need its values`;
    return { level: "error", code: "application-gone", what, hint };
  }
  return {
    level: "error",
    code: "application-gone",
    what: `${what}, and was deleted less than 30 days ago`,
    hint: `npx icertis-access doctor --fix --restore --stack ${stack}   # keeps the client id, which Icertis and UiPath hold`,
    step: {
      kind: "restore",
      does: `restore application "${displayName}" (client id ${clientId})`,
      act: ({ graph }) => graph.post(`/directory/deletedItems/${objectId}/restore`, {}),
    },
  };
}

function apiFindings(found: GraphApplication, state: StackState): Finding[] {
  const findings: Finding[] = [];
  const hint = `pulumi up --refresh --stack ${state.stack}`;
  const error = (code: string, what: string) => findings.push({ level: "error", code, what, hint });
  const uri = identifierUriOf(found.appId);
  // Before the first run has ended there is nothing to hold it against.
  if (state.outputs["tenantJson"] === undefined) return findings;
  if (!found.identifierUris.includes(uri)) {
    error("identifier-uri-missing", `its App ID URI ${uri} is missing, so no token has that audience`);
  }
  const version = found.api?.requestedAccessTokenVersion ?? 1;
  const { issuer, audiences } = tenantJsonValues(state.outputs["tenantJson"]);
  const expected = issuer.endsWith("/v2.0") ? 2 : 1;
  if (version !== expected) {
    const what = `its tokens are of version ${version}, and tenant.json expects the issuer of version ${expected}, ${issuer}`;
    error("token-version", what);
  }
  if (!audiences.includes(uri)) {
    const what = `tenant.json of the outputs expects ${audiences.join(", ")}, and tokens have the audience ${uri}`;
    error("audience-other", what);
  }
  const scopes: readonly unknown[] = Array.isArray(state.outputs["scopes"]) ? state.outputs["scopes"] : [];
  for (const scope of scopes.filter((one) => typeof one === "string")) {
    const value = scope.startsWith(`${uri}/`) ? scope.slice(uri.length + 1) : scope.replace(/^[^/]*\//, "");
    const exposed = found.api?.oauth2PermissionScopes?.find((candidate) => candidate.value === value);
    const problem = exposed ? "disabled" : "missing";
    if (!exposed?.isEnabled) error(`scope-${problem}`, `its scope ${value} is ${problem}, so UiPath cannot ask for it`);
  }
  return findings;
}

function principalFindings({ declared, servicePrincipal }: KnownApplication, state: StackState): Finding[] {
  if (!servicePrincipal) {
    const what = "it has no service principal, so nobody can sign in";
    const finding = { level: "error", code: "service-principal-missing", what } as const;
    const isLost = state.servicePrincipals.some(({ clientId }) => clientId === declared.clientId);
    return isLost
      ? [{ ...finding, hint: `pulumi up --refresh --stack ${state.stack}`, step: refreshStep(state.stack) }]
      : [{ ...finding, hint: `pulumi up --stack ${state.stack}` }];
  }
  const findings = unfinishedFindings(servicePrincipal, state);
  if (servicePrincipal.accountEnabled) return findings;
  const hint = `az ad sp update --id ${servicePrincipal.id} --set accountEnabled=true`;
  const what = "its service principal is disabled, so nobody can sign in";
  return [{ level: "error", code: "service-principal-disabled", what, hint }, ...findings];
}

/** The provider makes a service principal with a description of its own, which the next request clears. */
function unfinishedFindings(
  { id, description }: GraphServicePrincipal,
  { stack, servicePrincipals }: StackState,
): Finding[] {
  const finding = { level: "note", code: "service-principal-unfinished" } as const;
  if (description?.startsWith(unfinishedPrefix)) {
    return [
      {
        ...finding,
        what: `its service principal has the description ${description}, which an interrupted run left`,
        hint: `az rest --method PATCH --url https://graph.microsoft.com/v1.0/servicePrincipals/${id} --body '{"description": null}'`,
        step: {
          kind: "finish",
          does: `clear the description of service principal ${id}`,
          act: ({ graph }) => graph.patch(`/servicePrincipals/${id}`, { description: null }),
        },
      },
    ];
  }
  const held = servicePrincipals.find(({ objectId }) => objectId === id)?.description ?? "";
  if (!held.startsWith(unfinishedPrefix)) return [];
  const what = `the state has the description ${held} of its service principal, and the next update of it would write that`;
  return [{ ...finding, what, hint: `pulumi refresh --stack ${stack}`, step: refreshStep(stack) }];
}

function tenantJsonValues(text: unknown): { issuer: string; audiences: string[] } {
  // Of a text that is no JSON, values are reported that differ.
  const keys = jsonObject(String(text)) as Readonly<Record<string, { readonly Value?: unknown } | null>> | undefined;
  const value = (name: string) => {
    const found = keys?.[`Core.API.OAuth.${name}`]?.Value;
    return typeof found === "string" ? found : "";
  };
  return { issuer: value("ValidIssuer"), audiences: value("ValidAudiences").split(",") };
}
