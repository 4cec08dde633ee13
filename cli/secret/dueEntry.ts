import { dayMs } from "../../model/instant";

/** When the secrets of a stack are valid; instants in milliseconds. */
export interface SecretDates {
  readonly keyId: string;
  readonly issued: number;
  readonly expires: number;
  readonly next: number;
  /** While the previous secret is declared: its end. */
  readonly previousExpires: number | undefined;
}

/** Why a person has to enter the published secret in UiPath, and since or until when. */
export interface DueEntry {
  readonly why: "rotated" | "ended" | "revoked";
  /** The end of the previous secret; after a revocation, when that was. */
  readonly at: number;
}

/**
 * What the outputs of a stack say of the secret that UiPath has. A revocation leaves no previous secret and a schedule
 * that begins at a time of day: only `rotate` and `revoke` write one, and what `rotate` keeps outlives the overlap.
 * Nobody but a person knows when UiPath has the new one.
 *
 * @param entered - key id of the secret that UiPath is known to have
 */
export function dueEntry(dates: SecretDates, now: number, entered: string | undefined): DueEntry | undefined {
  const { keyId, issued, expires, next, previousExpires } = dates;
  if (keyId === entered) return undefined;
  if (previousExpires !== undefined) return { why: previousExpires <= now ? "ended" : "rotated", at: previousExpires };
  const overlap = expires - next;
  return issued % dayMs !== 0 && now < issued + overlap ? { why: "revoked", at: issued } : undefined;
}
