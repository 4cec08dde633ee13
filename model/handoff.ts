import type { Cloud } from "./cloud";
import { identifierUriOf, openIdScopes, type TokenContract } from "./token";

/** The four values Icertis asks for per environment, and the two that spare it a question. Nothing here is secret. */
export interface IcertisHandoff {
  readonly applicationClientId: string;
  readonly directoryTenantId: string;
  /** The application object's id, as Icertis asks for. */
  readonly objectId: string;
  readonly openIdConnectMetadataDocument: string;
  /** The service principal's id: the `oid` of an app-only token, which the application object's never is. */
  readonly servicePrincipalObjectId: string;
  readonly v1MetadataDocument: string;
}

/** What the UiPath connection dialog asks for with OAuth 2.0. */
export interface UipathConnection {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tenantId: string;
  readonly scope: string;
}

/** The ids one registration has. */
export interface RegistrationIds {
  readonly tenantId: string;
  readonly clientId: string;
  readonly objectId: string;
  readonly servicePrincipalObjectId: string;
}

/** What to send to the Icertis team. */
export function icertisHandoff(ids: RegistrationIds, contract: TokenContract): IcertisHandoff {
  return {
    applicationClientId: ids.clientId,
    directoryTenantId: ids.tenantId,
    objectId: ids.objectId,
    openIdConnectMetadataDocument: contract.metadataUrl,
    servicePrincipalObjectId: ids.servicePrincipalObjectId,
    v1MetadataDocument: contract.v1MetadataUrl,
  };
}

/** Full names of the scopes, as a client asks for them: `api://{clientId}/{value}`. */
export function fullScopeNames(clientId: string, values: readonly string[]): string[] {
  return values.map((value) => `${identifierUriOf(clientId)}/${value}`);
}

/** The Scope field of the UiPath connection: the API's scopes, then what yields `oid` and a refresh token. */
export function connectionScope(scopeNames: readonly string[]): string {
  return [...scopeNames, ...openIdScopes].join(" ");
}

/** Where an administrator consents for the whole tenant: https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent. */
export function adminConsentUrl(cloud: Cloud, tenantId: string, clientId: string): string {
  return `https://${cloud.loginHost}/${tenantId}/adminconsent?client_id=${clientId}`;
}
