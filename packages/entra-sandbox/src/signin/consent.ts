import type { Directory, User } from "../directory/directory";
import { grantId } from "../graph/permissionGrants";
import { AadstsError } from "./aadstsError";
import type { Client } from "./client";
import type { RequestedResource } from "./requestedScopes";

/** How the people of the sandbox answer the consent page. */
export type ConsentAnswer = "accept" | "decline";

/** A client acting on a resource for a user. */
interface Access {
  readonly client: Client;
  readonly resource: RequestedResource;
  readonly user: User;
}

/** The permission values the client holds on the resource for this user, by consent or pre-authorization. */
export function grantedValues({ client, resource, user }: Access, directory: Directory): string[] {
  const scopes = directory.publishedApi(resource.principal).oauth2PermissionScopes.filter(({ isEnabled }) => isEnabled);
  const preAuthorized = resource.application?.api.preAuthorizedApplications.find(({ appId }) => appId === client.appId);
  const consented = directory.grants
    .allNewest()
    .filter(({ clientId, resourceId }) => clientId === client.principal.id && resourceId === resource.principal.id)
    .filter(({ principalId }) => principalId === null || principalId === user.id)
    .flatMap(({ scope }) => scope.split(" "));
  return scopes
    .filter(({ id, value }) => preAuthorized?.delegatedPermissionIds.includes(id) || consented.includes(value ?? ""))
    .map(({ value }) => value ?? "");
}

/** Gives no token for permissions nobody consented to. */
export function requireConsent(access: Access, directory: Directory, error = "invalid_grant"): void {
  if (missing(access, directory).length === 0) return;
  const { appId, name } = access.client;
  throw new AadstsError(
    65001,
    `The user or administrator has not consented to use the application with ID '${appId}' named '${name}'. Send an interactive authorization request for this user and resource.`,
    { error, suberror: "consent_required" },
  );
}

/** The consent page: what is missing is granted for this user, unless they decline or only an admin may accept. */
export function askConsent(access: Access, directory: Directory, answer: ConsentAnswer): void {
  const { client, resource, user } = access;
  const values = missing(access, directory);
  if (values.length === 0) return;
  if (answer === "decline") throw new AadstsError(65004, "User declined to consent to access the app.");
  const scopes = directory.publishedApi(resource.principal).oauth2PermissionScopes;
  const isAdminScope = scopes.some(({ value, type }) => type === "Admin" && values.includes(value ?? ""));
  // Where assignment is required, users cannot consent for themselves.
  if ((isAdminScope || client.principal.appRoleAssignmentRequired) && !user.isAdmin) {
    throw new AadstsError(
      90094,
      `${client.name} needs permission to access resources in your organization that only an admin can grant.`,
    );
  }
  grant({ client, resource }, user.id, values, directory);
}

/** Adds values to the consent of one user, or of everybody when `principalId` is null. */
export function grant(
  { client, resource }: Omit<Access, "user">,
  principalId: string | null,
  values: readonly string[],
  directory: Directory,
): void {
  const id = grantId(client.principal.id, resource.principal.id, principalId);
  const before = directory.grants.newest(id)?.scope.split(" ") ?? [];
  directory.grants.put({
    id,
    clientId: client.principal.id,
    resourceId: resource.principal.id,
    consentType: principalId === null ? "AllPrincipals" : "Principal",
    principalId,
    scope: [...new Set([...before, ...values])].join(" "),
  });
}

function missing(access: Access, directory: Directory): string[] {
  const granted = grantedValues(access, directory);
  return wantedValues(access, directory).filter((value) => !granted.includes(value));
}

/** `.default` stands for what the client's registration lists under required permissions. */
export function wantedValues({ client, resource }: Omit<Access, "user">, directory: Directory): readonly string[] {
  if (!resource.values.includes(".default")) return resource.values;
  const scopes = directory.publishedApi(resource.principal).oauth2PermissionScopes;
  const listed = (client.application?.requiredResourceAccess ?? [])
    .filter(({ resourceAppId }) => resourceAppId === resource.principal.appId)
    .flatMap(({ resourceAccess }) => resourceAccess.map(({ id }) => id));
  return scopes.filter(({ id }) => listed.includes(id)).map(({ value }) => value ?? "");
}
