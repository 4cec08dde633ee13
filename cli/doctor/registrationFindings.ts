import { identifierUriOf } from "../../model/token";
import type { Facts, KnownApplication } from "./facts";
import type { Finding } from "./finding";

/** The registration itself: whether it is there, who owns it, and whether its tokens are those tenant.json expects. */
export function registrationFindings(facts: Facts): Finding[] {
  return facts.known.flatMap((application) => {
    const missing = missingFinding(application, facts.state.stack);
    if (missing) return [missing];
    return [
      ...ownerFindings(application, facts),
      ...(isApi(application, facts) ? tokenFindings(application, facts) : []),
    ];
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

function ownerFindings({ declared, found, owners }: KnownApplication, { callerId, state }: Facts): Finding[] {
  if (!found) return [];
  const add = (id: string) => `az ad app owner add --id ${found.appId} --owner-object-id ${id}`;
  const present = owners.map(({ id }) => id.toLowerCase());
  const has = (id: string) => present.includes(id.toLowerCase());
  const findings: Finding[] = declared.owners
    .filter((owner) => !has(owner))
    .map((owner) => ({
      level: "warning",
      what: `${owner} is no owner of "${found.displayName}" any more, and the stack declares it`,
      mend: `${add(owner)}, or pulumi up --refresh --stack ${state.stack} by one that still is`,
    }));
  const extra = owners.filter(({ id }) => !declared.owners.some((owner) => owner.toLowerCase() === id.toLowerCase()));
  for (const { id, displayName } of extra) {
    findings.push({
      level: "note",
      what: `${displayName ?? "somebody"} (${id}) owns "${found.displayName}", and the stack does not declare it`,
      mend: `add ${id} to owners, or let the next pulumi up --refresh --stack ${state.stack} remove it`,
    });
  }
  if (!has(callerId) && !declared.owners.includes(callerId)) {
    findings.push({
      level: "note",
      what: `the identity that asks, ${callerId}, does not own "${found.displayName}": with Application.ReadWrite.OwnedBy alone it could not deploy`,
      mend: "deploy with an identity that does, or add it to owners",
    });
  }
  return findings;
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
