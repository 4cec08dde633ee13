import type { JWTPayload } from "jose";
import type { Directory, User } from "../directory/directory";
import { lifetime, pairwiseSubject } from "./accessToken";
import type { Client } from "./client";

/** A person who signed in to a client. */
export interface SignedIn {
  readonly client: Client;
  readonly user: User;
  /** The OpenID scopes that were asked for. */
  readonly oidc: readonly string[];
  readonly nonce: string | undefined;
}

/** https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference */
export function idTokenClaims(
  { client, user, oidc, nonce }: SignedIn,
  issuer: string,
  directory: Directory,
): JWTPayload {
  return {
    iss: issuer,
    aud: client.appId,
    ...lifetime(directory.clock.now()),
    ...(nonce && { nonce }),
    ...(oidc.includes("profile") && {
      name: user.displayName,
      preferred_username: user.userPrincipalName,
      oid: user.id,
    }),
    ...(oidc.includes("email") && { email: user.userPrincipalName }),
    sub: pairwiseSubject(client, user),
    tid: directory.tenantId,
    ver: "2.0",
  };
}

/** MSAL's `client_info`: which account of which tenant the tokens belong to. */
export function clientInfo(user: User, directory: Directory): string {
  return Buffer.from(JSON.stringify({ uid: user.id, utid: directory.tenantId })).toString("base64url");
}
