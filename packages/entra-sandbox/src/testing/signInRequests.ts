import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import type { Sandbox } from "..";
import type { RegisteredApi } from "./registeredApi";

export interface TokenResponse {
  readonly status: number;
  readonly body: Readonly<Record<string, string>> & { readonly error_codes?: readonly number[] };
}

/** POSTs a form to the token endpoint. */
export async function requestToken(
  sandbox: Sandbox,
  form: Record<string, string>,
  headers: Record<string, string> = {},
  path = "oauth2/v2.0/token",
): Promise<TokenResponse> {
  const answer = await sandbox.fetch(`/${sandbox.tenantId}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(form).toString(),
  });
  return { status: answer.status, body: (await answer.json()) as TokenResponse["body"] };
}

/** Opens the authorize page and returns what the browser is sent back with, or the text of the error page. */
export async function authorize(
  sandbox: Sandbox,
  api: { readonly appId: string },
  query: Record<string, string>,
): Promise<{ readonly parameters: Record<string, string>; readonly page: string; readonly location: string }> {
  const redirectUri = redirectUriOf(sandbox, api.appId);
  const all = { client_id: api.appId, redirect_uri: redirectUri, response_type: "code", ...query };
  const answer = await sandbox.fetch(
    `/${sandbox.tenantId}/oauth2/v2.0/authorize?${new URLSearchParams(all).toString()}`,
  );
  const location = answer.headers.get("location") ?? "";
  const [, encoded = ""] = location.split(/[?#]/);
  return { parameters: Object.fromEntries(new URLSearchParams(encoded)), page: await answer.text(), location };
}

/** The whole authorization code flow of a Web client with a secret. */
export async function signIn(
  sandbox: Sandbox,
  client: Pick<RegisteredApi, "appId" | "secret">,
  scope: string,
  query: Record<string, string> = {},
): Promise<TokenResponse> {
  const { parameters, page } = await authorize(sandbox, client, { scope, ...query });
  assert.ok(parameters["code"], JSON.stringify(parameters) + page);
  return requestToken(sandbox, {
    grant_type: "authorization_code",
    client_id: client.appId,
    client_secret: client.secret,
    code: parameters["code"],
    redirect_uri: redirectUriOf(sandbox, client.appId),
  });
}

/** The first one of the client. */
function redirectUriOf({ directory }: Sandbox, appId: string): string {
  const { web, publicClient } = directory.applicationByAppId(appId) ?? {};
  return web?.redirectUris[0] ?? publicClient?.redirectUris[0] ?? "";
}

/** Redeems a refresh token, with or without a scope. */
export function refresh(
  sandbox: Sandbox,
  client: Pick<RegisteredApi, "appId" | "secret">,
  refreshToken: string | undefined,
  scope?: string,
): Promise<TokenResponse> {
  return requestToken(sandbox, {
    grant_type: "refresh_token",
    client_id: client.appId,
    client_secret: client.secret,
    refresh_token: refreshToken ?? "",
    ...(scope !== undefined && { scope }),
  });
}

export function appToken(sandbox: Sandbox, client: { appId: string; secret: string }, scope: string) {
  return requestToken(sandbox, {
    grant_type: "client_credentials",
    client_id: client.appId,
    client_secret: client.secret,
    scope,
  });
}

/** Status, OAuth error and AADSTS code of a token request that failed. */
export function tokenErrorOf({ status, body }: TokenResponse): [number, string | undefined, number | undefined] {
  return [status, body["error"], body.error_codes?.[0]];
}

/** Claims of the access token in an answer. */
export function claimsOf({ body }: TokenResponse): Record<string, unknown> {
  assert.ok(body["access_token"], JSON.stringify(body));
  return decodeJwt(body["access_token"]);
}
