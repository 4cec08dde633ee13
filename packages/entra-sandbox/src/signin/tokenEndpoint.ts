import { createHash } from "node:crypto";
import type { User } from "../directory/directory";
import { AadstsError, missingParameter, selfTokenByUri } from "./aadstsError";
import { requireAppAssignment, requireUserAssignment } from "./assignment";
import type { Client, ClientKind } from "./client";
import { authenticatedClient } from "./client";
import { requireConsent } from "./consent";
import type { RequestedScopes } from "./requestedScopes";
import { requestedScopes } from "./requestedScopes";
import { requireSelfRefresh, type RefreshRequest } from "./selfRefresh";
import type { CodeSession, Session } from "./sessions";
import type { SignIn, TokenAnswer } from "./tokenIssuer";
import { appOnlyAnswer, delegatedAccess, getsIdTokenOnly, idTokenOnly, idTokenPart, isSelf } from "./tokenIssuer";

type Grant = (form: URLSearchParams, client: Client, signIn: SignIn) => Promise<TokenAnswer>;

const grants: Readonly<Record<string, Grant>> = {
  client_credentials: clientCredentials,
  authorization_code: authorizationCode,
  refresh_token: refreshToken,
  "urn:ietf:params:oauth:grant-type:device_code": deviceCode,
  // What MSAL sends.
  device_code: deviceCode,
};

/** `POST /{tenant}/oauth2/v2.0/token` */
export async function tokenAnswer(
  form: URLSearchParams,
  authorization: string | undefined,
  signIn: SignIn,
): Promise<TokenAnswer> {
  const grantType = form.get("grant_type");
  if (!grantType) throw missingParameter("grant_type");
  const client = authenticatedClient(form, authorization, signIn.directory, (found) => kindOf(found, form, signIn));
  const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
  if (!grant) throw new AadstsError(70003, `The app requested an unsupported grant type '${grantType}'.`);
  const answer = await grant(form, client, signIn);
  if (client.keyId !== undefined) signIn.directory.recordSecretUse(client.keyId);
  return answer;
}

/** The platform a person signed in to decides; on a device it is the registration. */
function kindOf({ application }: Client, form: URLSearchParams, { sessions }: SignIn): ClientKind {
  if (form.get("grant_type") === "client_credentials") return "confidential";
  if (form.has("device_code")) return application?.isFallbackPublicClient === true ? "either" : "confidential";
  const session = sessions.find(form.get("code") ?? form.get("refresh_token") ?? "");
  if (!session) return "either";
  return session.isPublic ? "public" : "confidential";
}

function clientCredentials(form: URLSearchParams, client: Client, signIn: SignIn): Promise<TokenAnswer> {
  const { directory, url } = signIn;
  // The v1 endpoint names a resource where v2.0 has a scope.
  const scope = askedScope(form) ?? (form.has("resource") ? `${form.get("resource")}/.default` : null);
  if (!scope) throw missingParameter("scope");
  if (!/^\S+\/\.default$/.test(scope)) {
    throw new AadstsError(
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  }
  const { resource } = requestedScopes(scope, directory, url);
  if (isSelf(client, resource) && resource.form === "uri") throw selfTokenByUri(client.appId, client.name);
  requireAppAssignment(client, resource, directory);
  return appOnlyAnswer(signIn, client, resource);
}

async function authorizationCode(form: URLSearchParams, client: Client, signIn: SignIn): Promise<TokenAnswer> {
  const { directory, sessions, url } = signIn;
  const session = sessions.redeem(required(form, "code"), client.appId);
  if (form.get("redirect_uri") !== session.redirectUri) {
    throw new AadstsError(
      500112,
      `The reply address '${form.get("redirect_uri") ?? ""}' does not match the reply address '${session.redirectUri}' provided when requesting Authorization code.`,
    );
  }
  checkVerifier(session, form.get("code_verifier"));
  const { resource } = requestedScopes(askedScope(form) ?? session.scope, directory, url);
  const { oidc } = requestedScopes(session.scope, directory, url);
  if (getsIdTokenOnly(client, resource)) {
    return idTokenOnly(signIn, { client, user: userOf(session, signIn), oidc, nonce: session.nonce });
  }
  return delegatedAnswer(signIn, client, { oidc, resource }, session);
}

async function refreshToken(form: URLSearchParams, client: Client, signIn: SignIn): Promise<TokenAnswer> {
  const { directory, sessions, url } = signIn;
  const session = sessions.refresh(required(form, "refresh_token"), client.appId);
  const request = refreshRequest(askedScope(form), session, client, signIn);
  requireSelfRefresh(client, request, signIn.selfRefresh);
  const { oidc } = requestedScopes(session.scope, directory, url);
  return delegatedAnswer(signIn, client, { oidc, resource: request.resource }, session);
}

/** OpenID scopes alone are Microsoft Graph's, save where the grant is the application's for itself: reported so. */
function refreshRequest(
  asked: string | undefined,
  session: Session,
  client: Client,
  { directory, url }: SignIn,
): RefreshRequest {
  const granted = requestedScopes(session.scope, directory, url).resource;
  if (asked === undefined) return { resource: granted, isNamed: false };
  const { resource } = requestedScopes(asked, directory, url);
  const isNamed = resource.values.length > 0;
  return { resource: !isNamed && isSelf(client, granted) ? granted : resource, isNamed };
}

function deviceCode(form: URLSearchParams, client: Client, signIn: SignIn): Promise<TokenAnswer> {
  const session = signIn.deviceCodes.redeem(required(form, "device_code"), client.appId);
  return delegatedAnswer(signIn, client, requestedScopes(session.scope, signIn.directory, signIn.url), session);
}

async function delegatedAnswer(
  signIn: SignIn,
  client: Client,
  { oidc, resource }: RequestedScopes,
  session: Session & Partial<Pick<CodeSession, "nonce">>,
): Promise<TokenAnswer> {
  const { directory, sessions } = signIn;
  const user = userOf(session, signIn);
  requireUserAssignment(client, resource, user, directory);
  requireConsent({ client, resource, user }, directory);
  const signedIn = { client, user, oidc, nonce: session.nonce };
  return {
    ...(await delegatedAccess(signIn, client, { oidc, resource }, user)),
    ...(oidc.includes("openid") && (await idTokenPart(signIn, signedIn))),
    ...(oidc.includes("offline_access") && { refresh_token: sessions.newRefreshToken(session) }),
  };
}

function checkVerifier({ challenge }: CodeSession, verifier: string | null): void {
  if (!challenge) return;
  const text = verifier ?? "";
  const actual = challenge.method === "plain" ? text : createHash("sha256").update(text).digest("base64url");
  if (actual === challenge.value) return;
  throw new AadstsError(
    501481,
    "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
  );
}

function userOf({ userId }: Session, { directory }: SignIn): User {
  const user = directory.users.get(userId);
  if (user) return user;
  throw new AadstsError(50034, "The user account does not exist in the directory.", { error: "invalid_grant" });
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
