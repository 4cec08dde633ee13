import type { Cloud } from "./cloud";

/** Which access tokens Entra ID issues for the API, and so what whoever validates them must expect. */
export interface TokenContract {
  /** `iss` of the tokens. */
  readonly issuer: string;
  /** Every `aud` the validator is to accept, the identifier URI first. */
  readonly audiences: readonly string[];
  /** The metadata document the source document names: version 2.0, whatever the token's version. */
  readonly metadataUrl: string;
  /** The metadata document whose own issuer is that of version 1 tokens, for validators that insist on it. */
  readonly v1MetadataUrl: string;
}

/** Version 1 is what Icertis' issuer and audience mean; the provider's resources differ in their default. */
export const accessTokenVersion = 1;

/** The audience of a token of another issuer that Entra ID takes in place of a secret. */
export const entraAudience = "api://AzureADTokenExchange";

/** The delegated permissions that bring the user's `oid` and a refresh token: without them a connection dies in an hour. */
export const openIdScopes: readonly string[] = ["openid", "profile", "offline_access"];

/** @returns `api://{clientId}`, the App ID URI every tenant allows. */
export function identifierUriOf(clientId: string): string {
  return `api://${clientId}`;
}

/**
 * Issuer, audiences and metadata URLs of version 1 tokens, in the one place that knows them:
 * https://learn.microsoft.com/entra/identity-platform/access-tokens.
 *
 * @param acceptGuidAudience - whether tokens asked for by `{clientId}/{scope}` are to be accepted too
 */
export function tokenContract(
  cloud: Cloud,
  tenantId: string,
  clientId: string,
  acceptGuidAudience: boolean,
): TokenContract {
  const authority = `https://${cloud.loginHost}/${tenantId}`;
  return {
    issuer: `https://${cloud.v1IssuerHost}/${tenantId}/`,
    audiences: [identifierUriOf(clientId), ...(acceptGuidAudience ? [clientId] : [])],
    metadataUrl: `${authority}/v2.0/.well-known/openid-configuration`,
    v1MetadataUrl: `${authority}/.well-known/openid-configuration`,
  };
}
