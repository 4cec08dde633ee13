import { createHash } from "node:crypto";
import type { User } from "../directory/directory";
import { AadstsError, missingParameter, selfTokenByUri } from "./aadstsError";
import type { Client } from "./client";
import { authenticatedClient } from "./client";
import { requireConsent } from "./consent";
import type { RequestedScopes } from "./requestedScopes";
import { requestedScopes } from "./requestedScopes";
import type { CodeSession } from "./sessions";
import type { SignIn, TokenAnswer } from "./tokenIssuer";
import { appOnlyAnswer, delegatedAccess, getsIdTokenOnly, idTokenOnly, idTokenPart, isSelf } from "./tokenIssuer";

/** `POST /{tenant}/oauth2/v2.0/token` */
export async function tokenAnswer(
  form: URLSearchParams,
  authorization: string | undefined,
  signIn: SignIn,
): Promise<TokenAnswer> {
  const grantType = form.get("grant_type");
  if (!grantType) throw missingParameter("grant_type");
  const isPublicFlow = grantType !== "client_credentials";
  const client = authenticatedClient(
    form,
    authorization,
    signIn.directory,
    (candidate) => isPublicFlow && isPublic(candidate),
  );
  switch (grantType) {
    case "client_credentials":
      return clientCredentials(form, client, signIn);
    case "authorization_code":
      return authorizationCode(form, client, signIn);
    case "refresh_token":
      return refreshToken(form, client, signIn);
    default:
      throw new AadstsError(
        70003,
        "unsupported_grant_type",
        `The app requested an unsupported grant type '${grantType}'.`,
      );
  }
}

/** Applications without a Web redirect URI have no use for a secret. */
function isPublic({ application }: Client): boolean {
  if (!application) return false;
  return application.isFallbackPublicClient === true || application.web.redirectUris.length === 0;
}

function clientCredentials(form: URLSearchParams, client: Client, signIn: SignIn): Promise<TokenAnswer> {
  // The v1 endpoint names a resource where v2.0 has a scope.
  const scope = askedScope(form) ?? (form.has("resource") ? `${form.get("resource")}/.default` : null);
  if (!scope) throw missingParameter("scope");
  if (!/^\S+\/\.default$/.test(scope)) {
    throw new AadstsError(
      1002012,
      "invalid_scope",
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  }
  const { resource } = requestedScopes(scope, signIn.directory, signIn.url);
  if (isSelf(client, resource) && resource.form === "uri") throw selfTokenByUri(client.appId, client.name);
  return appOnlyAnswer(signIn, client, resource);
}

async function authorizationCode(form: URLSearchParams, client: Client, signIn: SignIn): Promise<TokenAnswer> {
  const { directory, sessions, url } = signIn;
  const session = sessions.redeem(required(form, "code"), client.appId);
  if (form.get("redirect_uri") !== session.redirectUri) {
    throw new AadstsError(
      500112,
      "invalid_client",
      `The reply address '${form.get("redirect_uri") ?? ""}' does not match the reply address '${session.redirectUri}' provided when requesting Authorization code.`,
    );
  }
  checkVerifier(session, form.get("code_verifier"));
  const scopes = requestedScopes(askedScope(form) ?? session.scope, directory, url);
  const oidc = requestedScopes(session.scope, directory, url).oidc;
  const user = userOf(session.userId, signIn);
  const { resource } = scopes;
  if (getsIdTokenOnly(client, resource)) return idTokenOnly(signIn, client, user, oidc, session.nonce);
  return delegatedAnswer(signIn, client, { oidc, resource }, user, session.scope, session.nonce);
}

function refreshToken(form: URLSearchParams, client: Client, signIn: SignIn): Promise<TokenAnswer> {
  const { directory, sessions, url } = signIn;
  const session = sessions.refresh(required(form, "refresh_token"), client.appId);
  const asked = askedScope(form);
  const { resource } = requestedScopes(asked ?? session.scope, directory, url);
  const byUri = asked === undefined || resource.form === "uri";
  if (isSelf(client, resource) && byUri && !signIn.selfRefreshByUri) throw selfTokenByUri(client.appId, client.name);
  const oidc = requestedScopes(session.scope, directory, url).oidc;
  return delegatedAnswer(signIn, client, { oidc, resource }, userOf(session.userId, signIn), session.scope, undefined);
}

async function delegatedAnswer(
  signIn: SignIn,
  client: Client,
  scopes: RequestedScopes,
  user: User,
  grantedScope: string,
  nonce: string | undefined,
): Promise<TokenAnswer> {
  requireConsent(client, scopes.resource, user, signIn.directory);
  const { oidc } = scopes;
  const session = { clientId: client.appId, userId: user.id, scope: grantedScope };
  return {
    ...(await delegatedAccess(signIn, client, scopes, user)),
    ...(oidc.includes("openid") && (await idTokenPart(signIn, client, user, oidc, nonce))),
    ...(oidc.includes("offline_access") && { refresh_token: signIn.sessions.newRefreshToken(session) }),
  };
}

function checkVerifier({ challenge }: CodeSession, verifier: string | null): void {
  if (!challenge) return;
  const actual =
    challenge.method === "plain"
      ? verifier
      : createHash("sha256")
          .update(verifier ?? "")
          .digest("base64url");
  if (actual === challenge.value) return;
  throw new AadstsError(
    501481,
    "invalid_grant",
    "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
  );
}

function userOf(id: string, { directory }: SignIn): User {
  const user = directory.users.get(id);
  if (!user) throw new AadstsError(50034, "invalid_grant", "The user account does not exist in the directory.");
  return user;
}

/** An empty scope is none. */
function askedScope(form: URLSearchParams): string | undefined {
  const scope = form.get("scope")?.trim();
  return scope === "" ? undefined : scope;
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value) throw missingParameter(name);
  return value;
}
