import { decodeJwt } from "jose";
import { StepFailure } from "../steps/stepFailure";

/** What Entra ID trusts in place of a stored secret. */
export const entraAudience = "api://AzureADTokenExchange";

/** Whom a platform's identity token speaks of: what a federated credential has to match letter by letter. */
export interface Assertion {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  /** The token itself: never printed. */
  readonly token: string;
}

/** Reads what a platform's identity token says. */
export function assertionIn(token: string): Assertion {
  try {
    const { iss, sub, aud } = decodeJwt(token);
    if (iss && sub && aud) return { issuer: iss, subject: sub, audience: [aud].flat().join(", "), token };
  } catch {
    // Falls through: the parser's message could quote the token.
  }
  throw new StepFailure(
    "the platform's identity token is no JWT with issuer, subject and audience",
    "run the job again",
  );
}
