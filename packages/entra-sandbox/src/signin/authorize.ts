import type { Application } from "../directory/application";
import type { Directory, User } from "../directory/directory";
import { AadstsError, missingParameter } from "./aadstsError";
import { requireUserAssignment } from "./assignment";
import type { Client } from "./client";
import { findClient } from "./client";
import { askConsent, requireConsent } from "./consent";
import { clientInfo } from "./idToken";
import type { ReplyAddress } from "./replyAddress";
import { replyAddress } from "./replyAddress";
import type { RequestedScopes } from "./requestedScopes";
import { requestedScopes } from "./requestedScopes";
import type { CodeSession } from "./sessions";
import type { SignIn } from "./tokenIssuer";
import { delegatedAccess, getsIdTokenOnly, idTokenPart } from "./tokenIssuer";

/** Where the browser is sent, and how the parameters travel. */
export interface AuthorizeAnswer {
  readonly redirectUri: string;
  readonly mode: "query" | "fragment" | "form_post";
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * `GET /{tenant}/oauth2/v2.0/authorize`. The seeded user named by `login_hint`, or the first, signs in and answers the
 * consent page without being asked. What is wrong with client or redirect URI is thrown, for a page; the rest is
 * sent back to the redirect URI.
 */
export async function authorizeAnswer(query: URLSearchParams, signIn: SignIn): Promise<AuthorizeAnswer> {
  const client = findClient(query.get("client_id") ?? undefined, signIn.directory);
  const reply = replyAddress(client, query.get("redirect_uri"));
  const types = (query.get("response_type") ?? "").split(" ");
  const answer = { redirectUri: reply.uri, mode: responseMode(query.get("response_mode"), types) };
  const state: Record<string, string> = query.has("state") ? { state: query.get("state") ?? "" } : {};
  try {
    const parameters = await signedIn(query, client, reply, signIn);
    return { ...answer, parameters: { ...parameters, ...state } };
  } catch (error) {
    if (!(error instanceof AadstsError)) throw error;
    // Entra ID keeps people who are not assigned on its own page.
    if (error.code === 50105 && query.get("prompt") !== "none") throw error;
    const { clock, cloud } = signIn.directory;
    const { error: name, error_description } = error.body(clock.now(), cloud.loginHost);
    return {
      ...answer,
      parameters: { error: String(name), error_description: String(error_description), ...state },
    };
  }
}

async function signedIn(
  query: URLSearchParams,
  client: Client,
  { uri: redirectUri, isPublic }: ReplyAddress,
  signIn: SignIn,
): Promise<Record<string, string>> {
  const { directory, sessions, url } = signIn;
  const types = (query.get("response_type") ?? "").split(" ");
  checkResponseTypes(types, client.application);
  const scope = query.get("scope");
  if (!scope) throw missingParameter("scope");
  const scopes = requestedScopes(scope, directory, url);
  const { resource, oidc } = scopes;
  const given = types.includes("token") && getsIdTokenOnly(client, resource) ? withoutAccess(types) : types;
  checkResponseTypes(given, client.application);
  const pkce = challenge(query);
  const user = signingInUser(query.get("login_hint"), directory);
  requireUserAssignment(client, resource, user, directory);
  const access = { client, resource, user };
  if (query.get("prompt") === "none") requireConsent(access, directory, "interaction_required");
  else askConsent(access, directory, signIn.consentAnswer());
  const nonce = query.get("nonce") ?? undefined;
  const session = { clientId: client.appId, userId: user.id, scope, isPublic, redirectUri, nonce, challenge: pkce };
  return {
    ...(given.includes("code") && { code: sessions.newCode(session) }),
    ...(query.get("client_info") === "1" && { client_info: clientInfo(user, directory) }),
    ...(given.includes("token") && (await implicitAccess(client, scopes, user, signIn))),
    ...(given.includes("id_token") && {
      id_token: (await idTokenPart(signIn, { client, user, oidc, nonce })).id_token ?? "",
    }),
  };
}

/** An id token in place of the access token. */
function withoutAccess(types: readonly string[]): string[] {
  return types.map((type) => (type === "token" ? "id_token" : type));
}

async function implicitAccess(client: Client, scopes: RequestedScopes, user: User, signIn: SignIn) {
  const { access_token, scope, expires_in } = await delegatedAccess(signIn, client, scopes, user);
  return { access_token, token_type: "Bearer", expires_in: String(expires_in), scope };
}

function checkResponseTypes(types: readonly string[], application: Application | undefined): void {
  const implicit = application?.web.implicitGrantSettings;
  const unknown = types.find((type) => !["code", "token", "id_token"].includes(type));
  if (unknown !== undefined) throw missingParameter("response_type");
  if (types.includes("token") && !implicit?.enableAccessTokenIssuance) throw notEnabled(700051, "token");
  if (types.includes("id_token") && !implicit?.enableIdTokenIssuance) throw notEnabled(700054, "id_token");
}

function notEnabled(code: 700051 | 700054, type: string): AadstsError {
  return new AadstsError(code, `response_type '${type}' is not enabled for the application.`);
}

function responseMode(asked: string | null, types: readonly string[]): AuthorizeAnswer["mode"] {
  const hasToken = types.includes("token") || types.includes("id_token");
  if (asked === "form_post" || asked === "fragment") return asked;
  // Tokens never travel in a query string.
  return hasToken ? "fragment" : "query";
}

function challenge(query: URLSearchParams): CodeSession["challenge"] {
  const value = query.get("code_challenge");
  if (!value) return undefined;
  const method = query.get("code_challenge_method") ?? "plain";
  if (method === "S256" || method === "plain") return { method, value };
  throw new AadstsError(50149, `Invalid Code_Challenge_method parameter: got '${method}', allowed are S256 and plain.`);
}

/** The seeded user a `login_hint` names, or the first. */
export function signingInUser(hint: string | null, directory: Directory): User {
  const users = [...directory.users.values()];
  const user = hint ? users.find(({ userPrincipalName }) => userPrincipalName === hint) : users[0];
  if (user) return user;
  throw new AadstsError(50034, `The user account ${hint ?? ""} does not exist in the ${directory.domain} directory.`);
}
