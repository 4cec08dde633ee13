import type { Directory, User } from "../directory/directory";
import { selfTokenByUri } from "./aadstsError";
import { accessTokenClaims, tokenLifetime } from "./accessToken";
import type { Client } from "./client";
import type { ConsentAnswer } from "./consent";
import { grantedValues } from "./consent";
import type { DeviceCodes } from "./deviceCodes";
import type { SignedIn } from "./idToken";
import { clientInfo, idTokenClaims } from "./idToken";
import type { RequestedResource, RequestedScopes } from "./requestedScopes";
import type { SelfRefresh } from "./selfRefresh";
import type { Sessions } from "./sessions";
import type { SigningKey } from "./signingKey";

/** Everything the sign-in endpoints work with. */
export interface SignIn {
  readonly directory: Directory;
  readonly key: SigningKey;
  readonly sessions: Sessions;
  readonly deviceCodes: DeviceCodes;
  /** `https://localhost:PORT` */
  readonly url: string;
  /** Of id tokens and of the v2.0 metadata document. */
  readonly issuer: string;
  readonly consentAnswer: () => ConsentAnswer;
  readonly selfRefresh: SelfRefresh;
}

export interface TokenAnswer {
  readonly token_type: "Bearer";
  readonly scope?: string;
  readonly expires_in: number;
  readonly ext_expires_in: number;
  readonly access_token?: string;
  readonly id_token?: string;
  readonly refresh_token?: string;
  readonly client_info?: string;
}

const envelope = { token_type: "Bearer", expires_in: tokenLifetime, ext_expires_in: tokenLifetime } as const;

/** Whether the application asks for a token for itself. */
export function isSelf(client: Client, resource: RequestedResource): boolean {
  return resource.principal.appId === client.appId;
}

/** Whether a user's application asks for its own `.default`: an id token is all it gets, and by URI not even that. */
export function getsIdTokenOnly(client: Client, resource: RequestedResource): boolean {
  if (!isSelf(client, resource) || !resource.values.includes(".default")) return false;
  if (resource.form === "uri") throw selfTokenByUri(client.appId, client.name);
  return true;
}

export async function appOnlyAnswer(
  { key, directory }: SignIn,
  client: Client,
  resource: RequestedResource,
): Promise<TokenAnswer> {
  return { ...envelope, access_token: await key.sign(accessTokenClaims(client, resource, directory)) };
}

/** The access token of a signed-in user, with the full names of every permission the client holds on the resource. */
export async function delegatedAccess(
  { key, directory }: SignIn,
  client: Client,
  { oidc, resource }: RequestedScopes,
  user: User,
): Promise<TokenAnswer & { readonly access_token: string; readonly scope: string }> {
  const values = grantedValues({ client, resource, user }, directory);
  const delegation = { user, values, profile: oidc.includes("profile") };
  const prefix = resource.identifier === "" ? "" : `${resource.identifier}/`;
  const openId = resource.application ? [] : oidc.filter((scope) => scope !== "offline_access");
  return {
    ...envelope,
    scope: [...openId, ...values.map((value) => prefix + value)].join(" "),
    access_token: await key.sign(accessTokenClaims(client, resource, directory, delegation)),
  };
}

/** What `openid` adds to an answer. */
export async function idTokenPart(
  { key, directory, issuer }: SignIn,
  signedIn: SignedIn,
): Promise<Pick<TokenAnswer, "id_token" | "client_info">> {
  const claims = idTokenClaims(signedIn, issuer, directory);
  return { id_token: await key.sign(claims), client_info: clientInfo(signedIn.user, directory) };
}

/** An answer with an id token alone: what an application gets that asks for its own `.default`. */
export async function idTokenOnly(signIn: SignIn, signedIn: SignedIn): Promise<TokenAnswer> {
  return { ...envelope, ...(await idTokenPart(signIn, signedIn)) };
}
