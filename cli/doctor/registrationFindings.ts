import { identifierUriOf } from "../../model/token";
import type { Facts, KnownApplication } from "./facts";
import type { Finding } from "./finding";

/** The registration itself: whether it is there, and whether its tokens are those tenant.json expects. */
export function registrationFindings(facts: Facts): Finding[] {
  return facts.known.flatMap((application) => {
    const missing = missingFinding(application, facts.state.stack);
    if (missing) return [missing];
    return [...(isApi(application, facts) ? tokenFindings(application, facts) : [])];
  });
}

function missingFinding({ declared, found, restorable }: KnownApplication, stack: string): Finding | undefined {
  if (found) return undefined;
  const { objectId, displayName, clientId } = declared;
  const restore = `az rest --method POST --url https://graph.microsoft.com/v1.0/directory/deletedItems/${objectId}/restore`;
  return {
    level: "error",
    what: `application "${displayName}" (client id ${clientId}) is gone from Entra ID${restorable ? ", and was deleted less than 30 days ago" : ""}`,
    mend: restorable
      ? `${restore}   # keeps the client id, which Icertis and UiPath hold`
      : `pulumi up --refresh --stack ${stack}   # makes a new one: Icertis and UiPath need its values`,
  };
}

/** With two registrations the API's is the one whose tokens ICI sees. */
function isApi({ declared }: KnownApplication, { state, known }: Facts): boolean {
  const api = state.outputs["apiClientId"];
  return known.length === 1 || declared.clientId === api;
}

function tokenFindings({ found, servicePrincipal }: KnownApplication, { state }: Facts): Finding[] {
  if (!found) return [];
  const mend = `pulumi up --refresh --stack ${state.stack}`;
  const findings: Finding[] = [];
  const error = (what: string) => findings.push({ level: "error", what, mend });
  const version = found.api?.requestedAccessTokenVersion ?? 1;
  const { issuer, audiences } = tenantJsonValues(state.outputs["tenantJson"]);
  const versionOfIssuer = issuer.endsWith("/v2.0") ? 2 : 1;
  if (version !== versionOfIssuer) {
    error(
      `its tokens are of version ${version}, and tenant.json expects the issuer of version ${versionOfIssuer}, ${issuer}`,
    );
  }
  const uri = identifierUriOf(found.appId);
  if (!found.identifierUris.includes(uri)) error(`its App ID URI ${uri} is missing, so no token has that audience`);
  if (!audiences.includes(uri)) {
    error(`tenant.json of the outputs expects ${audiences.join(", ")}, and tokens have the audience ${uri}`);
  }
  const scopes = (Array.isArray(state.outputs["scopes"]) ? state.outputs["scopes"] : []).map(String);
  for (const scope of scopes) {
    const value = scope.slice(scope.lastIndexOf("/") + 1);
    const exposed = found.api?.oauth2PermissionScopes?.find((candidate) => candidate.value === value);
    if (!exposed?.isEnabled)
      error(`its scope ${value} is ${exposed ? "disabled" : "missing"}, so UiPath cannot ask for it`);
  }
  if (!servicePrincipal) error("it has no service principal, so nobody can sign in");
  else if (!servicePrincipal.accountEnabled) {
    const enable = `az ad sp update --id ${servicePrincipal.id} --set accountEnabled=true`;
    findings.push({ level: "error", what: "its service principal is disabled, so nobody can sign in", mend: enable });
  }
  return findings.map((finding) => ({ ...finding, what: `"${found.displayName}": ${finding.what}` }));
}

function tenantJsonValues(text: unknown): { issuer: string; audiences: string[] } {
  const keys = JSON.parse(typeof text === "string" ? text : "{}") as Record<string, { readonly Value?: string }>;
  const value = (name: string) => keys[`Core.API.OAuth.${name}`]?.Value ?? "";
  return { issuer: value("ValidIssuer"), audiences: value("ValidAudiences").split(",") };
}
