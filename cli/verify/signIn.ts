import type * as openid from "openid-client";
import type { OAuthOutputs, UipathConnection } from "../../model/outputs";
import { endpoints, relocated } from "../../entra/endpoints";
import { getJson } from "../../entra/network";
import { entraError } from "../../entra/tokenClient";
import { shorten } from "../../model/shorten";
import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";

/** A client of the tenant's sign-in service, with the credentials UiPath has. */
export interface SignIn {
  readonly oidc: typeof openid;
  readonly client: openid.Configuration;
  readonly connection: UipathConnection;
}

/** How far the clocks of this machine and of Entra ID may differ, in seconds. */
const clockToleranceSeconds = 300;

/** Reads the tenant's metadata document and prepares the client. */
export async function signIn(outputs: OAuthOutputs, connection: UipathConnection, context: Context): Promise<SignIn> {
  const oidc = await import("openid-client");
  const address = relocated(outputs.openIdMetadataUrl, await endpoints(context));
  const document = await getJson(address, context.fetch);
  const { issuer, authorization_endpoint, token_endpoint } = (document ?? {}) as Partial<openid.ServerMetadata>;
  if (!issuer || !authorization_endpoint || !token_endpoint) {
    throw new UserError(
      "metadata-document-unusable",
      `${address} is no metadata document: it names no issuer, authorization or token endpoint`,
      "check the tenant and the cloud",
    );
  }
  const client = new oidc.Configuration(document as openid.ServerMetadata, connection.clientId, {
    client_secret: connection.clientSecret,
    [oidc.clockSkew]: Math.round((context.now() - Date.now()) / 1000),
    [oidc.clockTolerance]: clockToleranceSeconds,
  });
  client[oidc.customFetch] = (url, { method, headers, body }) =>
    context.fetch(url, {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      ...(body !== undefined && body !== null && { body: String(body as URLSearchParams) }),
    });
  return { oidc, client, connection };
}

/** Entra ID's device codes are valid for 15 minutes. */
const longestCodeMs = 900_000;

/** Signs a user in on another device, by a code typed there. */
export async function tokenByDeviceCode({ oidc, client, connection }: SignIn, context: Context): Promise<string> {
  if (client.serverMetadata().device_authorization_endpoint === undefined) {
    throw new UserError(
      "device-code-unavailable",
      "the tenant's metadata document names no device authorization endpoint",
      "sign in without --device-code",
    );
  }
  const [late, ended] = [new AbortController(), new AbortController()];
  try {
    return await explained(async () => {
      const started = await oidc.initiateDeviceAuthorization(client, { scope: connection.scope });
      const page = shorten(started.verification_uri);
      context.note(`On any device, open ${page} and enter the code ${shorten(started.user_code)}`);
      const polled = oidc.pollDeviceAuthorizationGrant(client, started, undefined, late);
      // The library would wait as long as the answer says.
      const waited = context.wait(Math.min(longestCodeMs, started.expires_in * 1000), ended.signal);
      const answer = await Promise.race([polled, waited]);
      if (answer) return answer.access_token;
      polled.catch(() => undefined);
      throw new UserError("sign-in-timeout", "nobody entered the code while it was valid", "start again");
    });
  } finally {
    late.abort();
    ended.abort();
  }
}

/** Turns an error of the sign-in service into a message. */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { error_description: description, code } = error as Error & { error_description?: unknown; code?: unknown };
    if (typeof description === "string") throw entraError(description, "application");
    // The library's own message may quote what was sent; its code is from a fixed list.
    const why = typeof code === "string" ? ` (${code})` : "";
    throw new UserError(
      "sign-in-failed",
      `the sign-in failed: the answer is not what was asked for${why}`,
      "start again",
    );
  }
}
