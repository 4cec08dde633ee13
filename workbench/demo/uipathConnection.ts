import { ConfidentialClientApplication, CryptoProvider, type AuthenticationResult } from "@azure/msal-node";
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretPost,
  clockSkew,
  Configuration,
  customFetch,
  randomState,
  refreshTokenGrant,
  type ServerMetadata,
} from "openid-client";
import type { UipathConnection } from "../../model/outputs";
import type { LoopbackFetch } from "../../packages/entra-sandbox";

/** Who connects, with what, and where the answer goes. */
export interface ConnectionAttempt {
  /** The fields of the connection dialog, as they were handed over. */
  readonly fields: UipathConnection;
  /** `https://login.microsoftonline.com/{tenant}`, or that of another cloud. */
  readonly authority: string;
  readonly redirectUri: string;
  /** The person who signs in. */
  readonly userPrincipalName: string;
  /** The network; the sandbox answers for Microsoft's hosts. */
  readonly fetch: LoopbackFetch;
}

/** What a connection holds after signing in. */
export interface Connected {
  readonly accessToken: string;
  /** Gets a new access token for the same Scope field, by the refresh token. */
  refresh(): Promise<string>;
}

/**
 * What UiPath does with the fields of its dialog: authorization code flow with PKCE, the secret at the token endpoint.
 * Here MSAL does it.
 *
 * @throws MSAL's error, or that of the sign-in page
 */
export async function connect(attempt: ConnectionAttempt): Promise<Connected> {
  const { fields, redirectUri, userPrincipalName: loginHint, fetch } = attempt;
  const msal = client(attempt);
  const crypto = new CryptoProvider();
  const { verifier: codeVerifier, challenge } = await crypto.generatePkceCodes();
  const state = crypto.createNewGuid();
  const nonce = crypto.createNewGuid();
  const scopes = fields.scope.split(" ");
  const pkce = { codeChallenge: challenge, codeChallengeMethod: "S256" } as const;
  const address = await msal.getAuthCodeUrl({ scopes, redirectUri, state, nonce, loginHint, ...pkce });
  const code = await codeOf(await fetch(address), redirectUri, state);
  const result = await msal.acquireTokenByCode(
    { code, codeVerifier, redirectUri, scopes, state, nonce },
    { code, state },
  );
  return {
    accessToken: result.accessToken,
    async refresh() {
      const { account } = result;
      if (!account) throw new Error("no id_token was issued: the Scope field lacks openid");
      return tokenOf(await msal.acquireTokenSilent({ account, scopes, forceRefresh: true }));
    },
  };
}

/**
 * The same for a connector whose refresh carries the refresh token and nothing else: openid-client's does.
 *
 * @throws openid-client's error, or that of the sign-in page
 */
export async function connectBare(attempt: ConnectionAttempt, now: Date): Promise<Connected> {
  const { fields, authority, redirectUri, userPrincipalName, fetch } = attempt;
  const metadata = await fetch(`${authority}/v2.0/.well-known/openid-configuration`);
  const server = (await metadata.json()) as ServerMetadata;
  const skew = { [clockSkew]: Math.round((now.getTime() - Date.now()) / 1000) };
  const configuration = new Configuration(server, fields.clientId, skew, ClientSecretPost(fields.clientSecret));
  configuration[customFetch] = (url, { method, headers, body }) =>
    fetch(url, { method, headers, ...(body && { body: String(body as URLSearchParams) }) });
  const expectedState = randomState();
  const parameters = { redirect_uri: redirectUri, scope: fields.scope, state: expectedState };
  const address = buildAuthorizationUrl(configuration, { ...parameters, login_hint: userPrincipalName });
  const answer = new URL(redirectUri);
  answer.search = new URLSearchParams({
    code: await codeOf(await fetch(address.href), redirectUri, expectedState),
    state: expectedState,
  }).toString();
  const tokens = await authorizationCodeGrant(configuration, answer, { expectedState });
  return {
    accessToken: tokens.access_token,
    refresh: async () => (await refreshTokenGrant(configuration, tokens.refresh_token ?? "")).access_token,
  };
}

/** A token of the application itself, without a user (client credentials). */
export async function appOnlyToken(attempt: Omit<ConnectionAttempt, "userPrincipalName">): Promise<string> {
  const scopes = [`${attempt.fields.clientId}/.default`];
  return tokenOf(await client(attempt).acquireTokenByClientCredential({ scopes }));
}

function client({ fields, authority, fetch }: Pick<ConnectionAttempt, "fields" | "authority" | "fetch">) {
  const send = async <T>(url: string, method: string, options: { headers?: Record<string, string>; body?: string }) => {
    const response = await fetch(url, { method, ...options });
    return {
      headers: Object.fromEntries(response.headers),
      body: (await response.json()) as T,
      status: response.status,
    };
  };
  return new ConfidentialClientApplication({
    auth: {
      clientId: fields.clientId,
      clientSecret: fields.clientSecret,
      authority,
      knownAuthorities: [new URL(authority).host],
    },
    system: {
      networkClient: {
        sendGetRequestAsync: (url, options) => send(url, "GET", { ...options }),
        sendPostRequestAsync: (url, options) => send(url, "POST", { ...options }),
      },
    },
  });
}

/** The code in the redirect, once it is the answer to our own request. */
async function codeOf(response: Response, redirectUri: string, state: string): Promise<string> {
  const location = response.headers.get("location");
  if (location === null) throw new Error(/AADSTS[^<]*/.exec(await response.text())?.[0] ?? "no redirect came back");
  const answer = new URL(location);
  const code = answer.searchParams.get("code");
  if (code === null) throw new Error(answer.searchParams.get("error_description") ?? "no code came back");
  if (!location.startsWith(`${redirectUri}?`) || answer.searchParams.get("state") !== state) {
    throw new Error("the answer went to another redirect URI, or belongs to another request");
  }
  return code;
}

function tokenOf(result: AuthenticationResult | null): string {
  if (!result?.accessToken) throw new Error("no access token was issued");
  return result.accessToken;
}
