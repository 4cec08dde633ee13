import type { Directory, User } from "../directory/directory";
import { AadstsError } from "./aadstsError";
import type { Client } from "./client";
import type { RequestedResource } from "./requestedScopes";

/**
 * Where a service principal requires assignment, only users assigned to it sign in, and only applications assigned to it
 * get a token of their own: https://learn.microsoft.com/entra/identity/enterprise-apps/application-properties
 */
export function requireUserAssignment(
  { principal, appId, name }: Client,
  resource: RequestedResource,
  user: User,
  directory: Directory,
): void {
  for (const asked of new Set([principal, resource.principal])) {
    if (!asked.appRoleAssignmentRequired || directory.isAssigned(user.id, asked.id)) continue;
    throw new AadstsError(
      50105,
      `Your administrator has configured the application ${name} ('${appId}') to block users unless they are specifically granted ('assigned') access to the application. The signed in user '${user.userPrincipalName}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application.`,
    );
  }
}

/** An application asking for itself is let through: no report says what Entra ID does. */
export function requireAppAssignment(client: Client, resource: RequestedResource, directory: Directory): void {
  const { principal } = resource;
  if (principal.id === client.principal.id || !principal.appRoleAssignmentRequired) return;
  if (directory.isAssigned(client.principal.id, principal.id)) return;
  const api = directory.publishedApi(principal).displayName;
  throw new AadstsError(
    501051,
    `Application '${client.appId}'(${client.name}) is not assigned to a role for the application '${principal.appId}'(${api}).`,
  );
}
