import type { IssuedCredential } from "../directory/credential";
import { issueCredential } from "../directory/credential";
import { badRequest, GraphError } from "./graphError";

/** What the tenant's application management policy says about client secrets. */
export interface CredentialPolicy {
  /** Of the policy, in the error messages. */
  readonly id: string;
  /** Whether secrets may be added at all (`passwordAddition`). */
  readonly passwordAddition: boolean;
  /** Longest life of a secret in days (`passwordLifetime`); the portal offers 24 months at most. */
  readonly passwordLifetimeDays: number;
}

const day = 86_400_000;

/** Issues the credential a client asked for, or throws Graph's error. `request` is the body's `passwordCredential`. */
export function requestedCredential(request: unknown, now: Date, policy: CredentialPolicy): IssuedCredential {
  const { displayName, startDateTime, endDateTime } = (request ?? {}) as Record<string, unknown>;
  if (!policy.passwordAddition) {
    throw new GraphError(
      400,
      "CredentialTypeNotAllowedAsPerAppPolicy",
      `Credential type not allowed as per assigned policy '${policy.id}'.`,
    );
  }
  const start = instant(startDateTime, "startDateTime") ?? now;
  const end = instant(endDateTime, "endDateTime") ?? twoYearsAfter(start);
  if (end <= now || end <= start) {
    throw badRequest("Credential lifetime is invalid: endDateTime must be in the future and after startDateTime.");
  }
  if (end.getTime() - start.getTime() > policy.passwordLifetimeDays * day) {
    // https://github.com/OfficeDev/microsoft-365-agents-toolkit/issues/10998
    const message = `Credential lifetime exceeds the max value allowed as per assigned policy '${policy.id}'.`;
    throw new GraphError(400, "CredentialInvalidLifetimeAsPerAppPolicy", message, [
      { code: "InvalidKeyEndDate", message, target: "EndDate" },
    ]);
  }
  return issueCredential(typeof displayName === "string" ? displayName : null, start, end);
}

function instant(value: unknown, property: string): Date | undefined {
  if (value === undefined || value === null) return undefined;
  const date = typeof value === "string" ? new Date(value) : new Date(Number.NaN);
  if (Number.isNaN(date.getTime())) throw badRequest(`Cannot convert the value of '${property}' to the expected type.`);
  return date;
}

function twoYearsAfter(start: Date): Date {
  const end = new Date(start);
  end.setUTCFullYear(end.getUTCFullYear() + 2);
  return end;
}
