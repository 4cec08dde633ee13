import { randomUUID } from "node:crypto";

/**
 * The errors the sign-in service answers with, and their OAuth error where a request gives no reason for another. What
 * brings each about and the public source it rests on is in the README.
 */
export const oauthErrors = {
  28000: "invalid_request",
  50011: "invalid_request",
  50027: "invalid_client",
  50034: "access_denied",
  50105: "invalid_grant",
  50149: "invalid_request",
  54005: "invalid_grant",
  65001: "invalid_grant",
  65004: "access_denied",
  70003: "unsupported_grant_type",
  70008: "invalid_grant",
  70011: "invalid_scope",
  70016: "authorization_pending",
  70020: "expired_token",
  70025: "invalid_client",
  90002: "invalid_request",
  90009: "invalid_request",
  90033: "temporarily_unavailable",
  90094: "access_denied",
  500011: "invalid_resource",
  500112: "invalid_client",
  501051: "invalid_grant",
  501481: "invalid_grant",
  650053: "invalid_client",
  700016: "unauthorized_client",
  700025: "invalid_client",
  700051: "unsupported_response_type",
  700054: "unsupported_response_type",
  700082: "invalid_grant",
  700212: "invalid_client",
  900144: "invalid_request",
  1002012: "invalid_scope",
  7000112: "unauthorized_client",
  7000215: "invalid_client",
  7000218: "invalid_client",
  7000222: "invalid_client",
  7000229: "unauthorized_client",
  9002313: "invalid_request",
} as const;

type AadstsCode = keyof typeof oauthErrors;

/** Failures to authenticate the client: the other errors are answered with 400. */
const unauthorized: readonly AadstsCode[] = [50027, 70025, 700025, 700212, 7000215, 7000218, 7000222];

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export class AadstsError extends Error {
  readonly status: 400 | 401;

  constructor(
    readonly code: AadstsCode,
    message: string,
    private readonly oauth: { readonly error?: string; readonly suberror?: string } = {},
  ) {
    super(message);
    this.status = unauthorized.includes(code) ? 401 : 400;
  }

  body(now: Date, tokenHost: string): Record<string, unknown> {
    const timestamp = `${now.toISOString().slice(0, 19).replace("T", " ")}Z`;
    const traceId = randomUUID();
    const correlationId = randomUUID();
    return {
      error: this.oauth.error ?? oauthErrors[this.code],
      error_description: `AADSTS${this.code}: ${this.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [this.code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://${tokenHost}/error?code=${this.code}`,
      ...(this.oauth.suberror && { suberror: this.oauth.suberror }),
    };
  }
}

export function selfTokenByUri(clientId: string, name: string): AadstsError {
  return new AadstsError(
    90009,
    `Application '${clientId}'(${name}) is requesting a token for itself. This scenario is supported only if resource is specified using the GUID based App Identifier.`,
  );
}

export function missingParameter(name: string): AadstsError {
  return new AadstsError(900144, `The request body must contain the following parameter: '${name}'.`);
}
