import type { Cloud } from "./cloud";
import type { IcertisHandoff } from "./outputs";
import { identifierUriOf, openIdScopes, type TokenContract } from "./token";

/** What an API is known by, to whom its tokens are handed. */
interface HandoffIds {
  readonly tenantId: string;
  /** Client id of the API. */
  readonly clientId: string;
  /** Object id of the API's application. */
  readonly objectId: string;
  /** Object id of the client's service principal. */
  readonly servicePrincipalObjectId: string;
}

/** What to send to the Icertis team. */
export function icertisHandoff(ids: HandoffIds, contract: TokenContract): IcertisHandoff {
  return {
    applicationClientId: ids.clientId,
    directoryTenantId: ids.tenantId,
    objectId: ids.objectId,
    openIdConnectMetadataDocument: contract.metadataUrl,
    servicePrincipalObjectId: ids.servicePrincipalObjectId,
    v1MetadataDocument: contract.v1MetadataUrl,
  };
}

/**
 * Full names of the scopes, as a client asks for them: `api://{clientId}/{value}`, or `{clientId}/{value}` where ICI
 * accepts the audience of the tokens that this form yields. A connection that asked for the second form can be
 * refreshed without naming scopes.
 */
export function fullScopeNames(clientId: string, values: readonly string[], acceptGuidAudience = false): string[] {
  const resource = acceptGuidAudience ? clientId : identifierUriOf(clientId);
  return values.map((value) => `${resource}/${value}`);
}

/** The value of a scope, of its full name in either form: `contracts/read` of `api://{clientId}/contracts/read`. */
export function scopeValueOf(fullName: string): string {
  return fullName.replace(/^(?:api:\/\/)?[^/]+\//, "");
}

/** The Scope field of the UiPath connection: the API's scopes, then what yields `oid` and a refresh token. */
export function connectionScope(scopeNames: readonly string[]): string {
  return [...scopeNames, ...openIdScopes].join(" ");
}

/** Who asks to be consented to, and for what. */
interface ConsentRequest {
  readonly tenantId: string;
  /** Client id of whoever signs users in. */
  readonly clientId: string;
  /** Full names of the API's scopes. */
  readonly scopes: readonly string[];
  readonly redirectUris: readonly string[];
}

/**
 * Where an administrator consents for the whole tenant to what the connection asks for. The scopes are named, because the
 * page without them offers what the registration lists, and an API that is its own client cannot list itself. Afterwards
 * the browser goes to a redirect URI, to one that can be reached where there is one:
 * https://learn.microsoft.com/entra/identity-platform/v2-admin-consent.
 */
export function adminConsentUrl(cloud: Cloud, { tenantId, clientId, scopes, redirectUris }: ConsentRequest): string {
  const back = redirectUris.find((uri) => uri.startsWith("https:")) ?? redirectUris[0] ?? "";
  const query = Object.entries({ client_id: clientId, scope: connectionScope(scopes), redirect_uri: back })
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join("&");
  return `https://${cloud.loginHost}/${tenantId}/v2.0/adminconsent?${query}`;
}
