import type { Fetch } from "./context";
import { checkHeaderValue } from "./network";

/** Whose token is asked for, of what, and how the application shows that it is itself. */
export interface ClientCredentials {
  /** Address of the sign-in service; no trailing slash. */
  readonly login: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly scope: string;
  readonly proof: { readonly secret: string } | { readonly assertion: string };
}

/** What the token endpoint answers. */
export interface TokenAnswer {
  readonly token?: string;
  readonly status: number;
  /** AADSTS numbers of the error. */
  readonly codes: readonly number[];
  /** What the answer says of the error; empty where it says nothing. */
  readonly description: string;
}

/** Asks for an app-only token; that none is issued is an answer, not a failure. */
export async function askForToken(request: ClientCredentials, fetch: Fetch): Promise<TokenAnswer> {
  const { login, tenantId, clientId, scope, proof } = request;
  const form = {
    grant_type: "client_credentials",
    client_id: clientId,
    scope,
    ...("secret" in proof
      ? { client_secret: proof.secret }
      : {
          client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          client_assertion: proof.assertion,
        }),
  };
  const answer = await fetch(`${login}/${tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: new URLSearchParams(form).toString(),
  });
  const body = ((await answer.json().catch(() => undefined)) ?? {}) as Readonly<Record<string, unknown>>;
  const { access_token: token, error_codes: codes, error_description: description, error } = body;
  const text = [description, error].find((one) => typeof one === "string") ?? "";
  if (typeof token === "string") checkHeaderValue("authorization", token);
  return {
    ...(typeof token === "string" && { token }),
    status: answer.status,
    codes: Array.isArray(codes)
      ? codes.map(Number)
      : [...text.matchAll(/AADSTS(\d+)/g)].map(([, code]) => Number(code)),
    description: text,
  };
}
