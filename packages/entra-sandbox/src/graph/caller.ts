import type { Directory } from "../directory/directory";
import type { SigningKey } from "../signin/signingKey";
import { denied, GraphError } from "./graphError";

/** Who calls Graph, from the bearer token. */
export interface Caller {
  readonly objectId: string;
  /** Application permissions of an app-only token. */
  readonly roles: readonly string[];
  /** Delegated permissions of a user's token. */
  readonly scopes: readonly string[];
}

/** Reads and checks the bearer token of a Graph request. */
export async function authenticate(
  authorization: string | undefined,
  directory: Directory,
  key: SigningKey,
): Promise<Caller> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
  if (!token) throw unauthorized("Access token is empty.");
  const claims = await key.verify(token, directory.clock.now()).catch((error: unknown) => {
    const expired = (error as { code?: string }).code === "ERR_JWT_EXPIRED";
    throw unauthorized(
      expired ? "Lifetime validation failed, the token is expired." : "Access token validation failure.",
    );
  });
  if (claims["tid"] !== directory.tenantId) throw unauthorized("Access token validation failure. Invalid tenant.");
  if (claims["aud"] !== `https://${directory.cloud.graphHost}`) {
    throw unauthorized("Access token validation failure. Invalid audience.");
  }
  return {
    objectId: String(claims["oid"]),
    roles: Array.isArray(claims["roles"]) ? claims["roles"].map(String) : [],
    scopes: typeof claims["scp"] === "string" ? claims["scp"].split(" ") : [],
  };
}

/** Reading applications needs one of the application permissions, owner or not. */
export function requireRead(caller: Caller): void {
  if (!holds(caller, "Application.ReadWrite.OwnedBy", "Application.ReadWrite.All", "Application.Read.All"))
    throw denied();
}

/** Creating: either permission will do, since the creator becomes an owner. */
export function requireCreate(caller: Caller): void {
  if (!holds(caller, "Application.ReadWrite.OwnedBy", "Application.ReadWrite.All")) throw denied();
}

/** Changing an object: under `Application.ReadWrite.OwnedBy` the caller must own it. */
export function requireWrite(caller: Caller, object: { readonly owners: readonly string[] }): void {
  if (holds(caller, "Application.ReadWrite.All")) return;
  if (holds(caller, "Application.ReadWrite.OwnedBy") && object.owners.includes(caller.objectId)) return;
  throw denied();
}

/** Assigning users and applications: https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto */
export function requireAssignmentWrite(caller: Caller): void {
  if (!holds(caller, "AppRoleAssignment.ReadWrite.All", "Directory.ReadWrite.All")) throw denied();
}

/** Reports of sign-ins: https://learn.microsoft.com/graph/api/reportroot-list-appcredentialsigninactivities */
export function requireAuditRead(caller: Caller): void {
  if (!holds(caller, "AuditLog.Read.All", "Directory.Read.All")) throw denied();
}

/** Consents: https://learn.microsoft.com/graph/api/oauth2permissiongrant-post */
export function requireGrantWrite(caller: Caller): void {
  if (!holds(caller, "DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All")) throw denied();
}

function holds(caller: Caller, ...permissions: readonly string[]): boolean {
  return permissions.some((permission) => caller.roles.includes(permission) || caller.scopes.includes(permission));
}

function unauthorized(message: string): GraphError {
  return new GraphError(401, "InvalidAuthenticationToken", message);
}
