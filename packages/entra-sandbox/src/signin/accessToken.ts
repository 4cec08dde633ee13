import { createHash, randomBytes } from "node:crypto";
import type { JWTPayload } from "jose";
import type { Directory, User } from "../directory/directory";
import { graphAppId } from "../directory/microsoftGraph";
import type { Client } from "./client";
import type { RequestedResource } from "./requestedScopes";

/** Seconds a token lives; Entra ID varies it between 60 and 90 minutes. */
export const tokenLifetime = 3600;

/** A delegated token's subject and rights, or undefined for an app-only token. */
interface Delegation {
  readonly user: User;
  readonly values: readonly string[];
  /** Whether `profile` was asked for: version 2 tokens carry `oid` only then. */
  readonly profile: boolean;
}

/** https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
export function accessTokenClaims(
  client: Client,
  resource: RequestedResource,
  directory: Directory,
  delegation?: Delegation,
): JWTPayload {
  const version = resource.application?.api.requestedAccessTokenVersion === 2 ? 2 : 1;
  const subject = delegation ? userClaims(client, delegation, version) : appClaims(client);
  const roles = assignedRoles(delegation?.user.id ?? client.principal.id, resource, directory);
  const withClient = version === 1 ? { appid: client.appId, appidacr: "1" } : { azp: client.appId, azpacr: "1" };
  return {
    aud: audience(resource, directory, version),
    iss: accessTokenIssuer(directory, version),
    ...lifetime(directory.clock.now()),
    ...withClient,
    ...subject,
    ...(roles.length > 0 && { roles }),
    tid: directory.tenantId,
    uti: randomBytes(16).toString("base64url"),
    ver: `${version}.0`,
  };
}

/** The issuer of version 1 and of version 2 tokens. */
export function accessTokenIssuer({ cloud, tenantId }: Directory, version: 1 | 2): string {
  return version === 1 ? `https://${cloud.v1IssuerHost}/${tenantId}/` : `https://${cloud.loginHost}/${tenantId}/v2.0`;
}

/** `iat`, `nbf` and `exp` in seconds. */
export function lifetime(now: Date): { iat: number; nbf: number; exp: number } {
  const iat = Math.floor(now.getTime() / 1000);
  return { iat, nbf: iat, exp: iat + tokenLifetime };
}

/** The same person has another `sub` at every client. */
export function pairwiseSubject(client: Client, user: User): string {
  return createHash("sha256").update(`${client.appId} ${user.id}`).digest("base64url");
}

/** Version 1 repeats the resource as the request named it; version 2 always gives the application id. */
function audience(resource: RequestedResource, directory: Directory, version: 1 | 2): string {
  if (isGraph(resource)) return `https://${directory.cloud.graphHost}`;
  return version === 1 && resource.form === "uri" ? resource.identifier : resource.principal.appId;
}

function appClaims({ principal }: Client): JWTPayload {
  return { oid: principal.id, sub: principal.id, idtyp: "app" };
}

/** The app roles of the resource that a user or an application is assigned; those of Microsoft Graph are seeded. */
function assignedRoles(principalId: string, resource: RequestedResource, directory: Directory): readonly string[] {
  if (isGraph(resource)) return directory.servicePrincipals.newest(principalId)?.graphRoles ?? [];
  const assigned = directory.assignmentsTo(resource.principal.id).filter((one) => one.principalId === principalId);
  return directory
    .publishedApi(resource.principal)
    .appRoles.filter(({ id, isEnabled }) => isEnabled && assigned.some(({ appRoleId }) => appRoleId === id))
    .flatMap(({ value }) => value ?? []);
}

function isGraph({ principal }: RequestedResource): boolean {
  return principal.appId === graphAppId;
}

function userClaims(client: Client, { user, values, profile }: Delegation, version: 1 | 2): JWTPayload {
  const name = version === 1 ? { upn: user.userPrincipalName, unique_name: user.userPrincipalName } : {};
  return {
    ...((version === 1 || profile) && { oid: user.id, name: user.displayName }),
    ...(version === 2 && profile && { preferred_username: user.userPrincipalName }),
    ...name,
    scp: values.join(" "),
    sub: pairwiseSubject(client, user),
  };
}
