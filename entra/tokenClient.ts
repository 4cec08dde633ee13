import type { Fetch } from "./context";
import { type Asker, knownError } from "./knownErrors";
import { checkHeaderValue } from "./network";
import { UserError } from "./userError";

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

/** What a server says against a request is shown up to here. */
export const longestReason = 500;

/** An app-only token; that none is issued is an error with what to do, never with what was sent. */
export async function requestToken(request: ClientCredentials, fetch: Fetch, asker: Asker): Promise<string> {
  const { token, status, description } = await askForToken(request, fetch);
  if (token !== undefined) return token;
  if (description !== "") throw entraError(description, asker);
  throw new UserError("token-missing", `${request.login} answers ${status} without a token`);
}

/** What Entra ID says against a sign-in, in one line without its trace ids, and what to do. */
export function entraError(description: string, asker: Asker): UserError {
  const text = description
    .replace(/\s*(Trace ID|Correlation ID|Timestamp):[\s\S]*$/, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/\.$/, "")
    .slice(0, longestReason);
  const known = knownError(text, { asker });
  const code = known?.code ?? /\bAADSTS\d+/.exec(text)?.[0].toLowerCase() ?? "sign-in-denied";
  return new UserError(code, `Entra ID answers: ${text}`, known?.hint);
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
