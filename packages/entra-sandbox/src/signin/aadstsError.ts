import { randomUUID } from "node:crypto";

/** A refusal of the sign-in service: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export class AadstsError extends Error {
  constructor(
    readonly code: number,
    /** The OAuth error, e.g. `invalid_client`. */
    readonly error: string,
    message: string,
    readonly status: 400 | 401 = 400,
    readonly suberror?: string,
  ) {
    super(message);
  }

  body(now: Date, tokenHost: string): Record<string, unknown> {
    const timestamp = `${now.toISOString().slice(0, 19).replace("T", " ")}Z`;
    const traceId = randomUUID();
    const correlationId = randomUUID();
    return {
      error: this.error,
      error_description: `AADSTS${this.code}: ${this.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [this.code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://${tokenHost}/error?code=${this.code}`,
      ...(this.suberror && { suberror: this.suberror }),
    };
  }
}

export function unknownApplication(clientId: string, domain: string): AadstsError {
  return new AadstsError(
    700016,
    "unauthorized_client",
    `Application with identifier '${clientId}' was not found in the directory '${domain}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
  );
}

export function invalidSecret(clientId: string): AadstsError {
  return new AadstsError(
    7000215,
    "invalid_client",
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    401,
  );
}

export function expiredSecret(clientId: string): AadstsError {
  return new AadstsError(
    7000222,
    "invalid_client",
    `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app, or consider using certificate credentials for added security.`,
    401,
  );
}

export function selfTokenByUri(clientId: string, name: string): AadstsError {
  return new AadstsError(
    90009,
    "invalid_request",
    `Application '${clientId}'(${name}) is requesting a token for itself. This scenario is supported only if resource is specified using the GUID based App Identifier.`,
  );
}

export function consentMissing(clientId: string, name: string, error = "invalid_grant"): AadstsError {
  return new AadstsError(
    65001,
    error,
    `The user or administrator has not consented to use the application with ID '${clientId}' named '${name}'. Send an interactive authorization request for this user and resource.`,
    400,
    "consent_required",
  );
}

export function missingParameter(name: string): AadstsError {
  return new AadstsError(
    900144,
    "invalid_request",
    `The request body must contain the following parameter: '${name}'.`,
  );
}
