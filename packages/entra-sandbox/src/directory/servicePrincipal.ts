import { randomUUID } from "node:crypto";
import type { AppRole, Application, PermissionScope } from "./application";
import type { PasswordCredential } from "./credential";

/** What a service principal shows of an application; kept on it only when the application lives in another tenant. */
export interface PublishedApi {
  readonly displayName: string;
  readonly servicePrincipalNames: readonly string[];
  readonly oauth2PermissionScopes: readonly PermissionScope[];
  readonly appRoles: readonly AppRole[];
}

/** An application's presence in the tenant. */
export interface ServicePrincipal {
  readonly [property: string]: unknown;
  readonly id: string;
  readonly appId: string;
  readonly appOwnerOrganizationId: string;
  readonly accountEnabled: boolean;
  readonly owners: readonly string[];
  readonly passwordCredentials: readonly PasswordCredential[];
  /** Values of the Microsoft Graph application permissions granted to it, e.g. `Application.ReadWrite.OwnedBy`. */
  readonly graphRoles: readonly string[];
  /** Whether any well-formed federated assertion signs it in: the seeded deploying identities. */
  readonly acceptsAssertions: boolean;
  /** Present for applications of other tenants; for local ones it is read from the application. */
  readonly published?: PublishedApi;
}

/** Graph's defaults; the keys are the properties a client may write. */
export const servicePrincipalDefaults = {
  accountEnabled: true,
  addIns: [],
  alternativeNames: [],
  appRoleAssignmentRequired: false,
  customSecurityAttributes: null,
  description: null,
  loginUrl: null,
  notes: null,
  notificationEmailAddresses: [],
  preferredSingleSignOnMode: null,
  preferredTokenSigningKeyThumbprint: null,
  samlSingleSignOnSettings: null,
  servicePrincipalType: "Application",
  tags: [] as readonly string[],
  tokenEncryptionKeyId: null,
};

/** A service principal with Graph's defaults and a new id. */
export function newServicePrincipal(
  appId: string,
  appOwnerOrganizationId: string,
  createdDateTime: string,
): ServicePrincipal {
  return {
    ...structuredClone(servicePrincipalDefaults),
    id: randomUUID(),
    appId,
    appOwnerOrganizationId,
    createdDateTime,
    deletedDateTime: null,
    keyCredentials: [],
    passwordCredentials: [],
    owners: [],
    graphRoles: [],
    acceptsAssertions: false,
  };
}

/** What a local application publishes through its service principal. */
export function publishedBy(application: Application): PublishedApi {
  return {
    displayName: application.displayName,
    servicePrincipalNames: [...application.identifierUris, application.appId],
    oauth2PermissionScopes: application.api.oauth2PermissionScopes,
    appRoles: application.appRoles,
  };
}
