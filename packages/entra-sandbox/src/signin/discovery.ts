import type { Directory } from "../directory/directory";
import { accessTokenIssuer } from "./accessToken";

/** Whose issuer the v2.0 document states; see `SandboxOptions.issuer`. */
export type IssuerChoice = "sandbox" | "cloud";

/** The issuer of the v2.0 metadata document and of the id tokens that go with it. */
export function idTokenIssuer(directory: Directory, url: string, choice: IssuerChoice): string {
  return choice === "cloud" ? accessTokenIssuer(directory, 2) : `${url}/${directory.tenantId}/v2.0`;
}

/** The OpenID Connect metadata document of the tenant, in the form of its v1 or its v2.0 address. */
export function metadataDocument(directory: Directory, url: string, version: 1 | 2, issuer: string): object {
  const { cloud, tenantId } = directory;
  const base = `${url}/${tenantId}`;
  const oauth = version === 1 ? `${base}/oauth2` : `${base}/oauth2/v2.0`;
  return {
    issuer: version === 1 ? accessTokenIssuer(directory, 1) : issuer,
    authorization_endpoint: `${oauth}/authorize`,
    token_endpoint: `${oauth}/token`,
    device_authorization_endpoint: `${oauth}/devicecode`,
    jwks_uri: version === 1 ? `${base}/discovery/keys` : `${base}/discovery/v2.0/keys`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    response_modes_supported: ["query", "fragment", "form_post"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token", "token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    code_challenge_methods_supported: ["S256", "plain"],
    claims_supported: ["sub", "iss", "aud", "exp", "iat", "nonce", "name", "preferred_username", "oid", "tid", "ver"],
    request_uri_parameter_supported: false,
    http_logout_supported: true,
    tenant_region_scope: "EU",
    cloud_instance_name: cloud.loginHost.replace(/^login\./, ""),
    msgraph_host: cloud.graphHost,
  };
}
