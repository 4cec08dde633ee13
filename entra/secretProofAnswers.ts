/** What one token request says of a new client secret. */
export type Proof =
  /** The secret was accepted. */
  | { readonly kind: "proved" }
  /** Accepted, but no token was issued for another reason, such as a Conditional Access policy. */
  | { readonly kind: "accepted"; readonly why: string }
  /** Not known everywhere yet; worth asking again. */
  | { readonly kind: "notYet"; readonly why: string };

/**
 * AADSTS codes that a credential written seconds ago can meet while it spreads: wrong secret, application not found,
 * service principal not found (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
 */
const spreading = new Set([7000215, 700016, 7000229]);

/** @param body - the parsed answer of the token endpoint; its token, if any, is not looked at */
export function proofOf(status: number, body: unknown): Proof {
  if (status === 200) return { kind: "proved" };
  const { error, error_codes: codes } = (body ?? {}) as { error?: unknown; error_codes?: unknown };
  const numbers = Array.isArray(codes) ? codes.map(Number) : [];
  const why =
    numbers.length > 0
      ? `AADSTS${numbers.join(", AADSTS")}`
      : [`status ${status}`, ...(typeof error === "string" ? [error] : [])].join(" ");
  if (numbers.length === 0 || numbers.some((code) => spreading.has(code))) return { kind: "notYet", why };
  return { kind: "accepted", why };
}

/** Seconds to wait before each further request; measured: Entra ID honours a new secret after 4 to 18 s. */
export const proofWaits: readonly number[] = [1, 2, 3, 4, 5, 5, 5, 5, 10, 10, 10];

/** Why the run stops with the old secret still published. Names no secret. */
export function unprovedMessage(secret: string, why: string): string {
  const seconds = proofWaits.reduce((sum, wait) => sum + wait, 0);
  return [
    `the new client secret ${secret} was not accepted for ${seconds} seconds (last answer: ${why}), so it was not published; the one before stays in use.`,
    "run `pulumi up` again: it goes on with this secret and asks once more.",
  ].join("\n");
}
