import { dayMs, formatInstant } from "./instant";

/** A revocation is an operation of minutes; a permission that lasts would disarm the guard. */
export const longestRevocationHours = 24;

/** When a client secret is issued and when it ends; instants in milliseconds, see `instant.ts`. */
export interface SecretPeriod {
  readonly issued: number;
  readonly expires: number;
}

/** The rules by which secrets follow one another. */
export interface RotationSchedule {
  /** The anchor: the first secret is issued at this instant. */
  readonly firstIssued: number;
  /** Days each secret is valid. */
  readonly lifetimeDays: number;
  /** Days the old secret stays valid beside the new one. */
  readonly overlapDays: number;
  /** Secrets of an earlier schedule, declared until they expire. */
  readonly keep: readonly SecretPeriod[];
}

/** The secrets a stack declares at one instant. */
interface DeclaredSecrets {
  /** The one that is published. */
  readonly current: SecretPeriod;
  /** Those still valid that went before it, oldest first: kept ones and the previous generation. */
  readonly older: readonly DeclaredOlder[];
  /** When the next one is issued. */
  readonly nextIssued: number;
}

/** A secret that is still declared; a kept one must exist already and is never created. */
interface DeclaredOlder extends SecretPeriod {
  readonly kept: boolean;
}

/**
 * Generation g = floor((now - firstIssued) / (lifetime - overlap)), at least 0, so that a clock a little behind
 * the one that wrote `firstIssued` changes nothing. At the due instant the new generation is current; at the instant
 * of expiry the old one is no longer declared.
 */
export function declaredSecrets(schedule: RotationSchedule, now: number): DeclaredSecrets {
  const periodMs = (schedule.lifetimeDays - schedule.overlapDays) * dayMs;
  const generation = Math.max(0, Math.floor((now - schedule.firstIssued) / periodMs));
  const secretOf = (index: number): SecretPeriod => {
    const issued = schedule.firstIssued + index * periodMs;
    return { issued, expires: issued + schedule.lifetimeDays * dayMs };
  };
  const previous = generation > 0 ? [{ ...secretOf(generation - 1), kept: false }] : [];
  const older = [...schedule.keep.map((secret) => ({ ...secret, kept: true })), ...previous]
    .filter((secret) => secret.expires > now)
    .sort((a, b) => a.issued - b.issued);
  const current = secretOf(generation);
  return { current, older, nextIssued: current.issued + periodMs };
}

/** When a new schedule starts: now, or a second after the newest of the secrets it is to leave behind or to replace. */
export function scheduleStart(now: number, secrets: readonly SecretPeriod[]): number {
  return Math.max(now, ...secrets.map(({ issued }) => issued + 1000));
}

/** A declared secret under the name of its resource. */
export interface NamedSecret extends SecretPeriod {
  readonly name: string;
  /** Whether it belongs to an earlier schedule, and so must exist already. */
  readonly kept: boolean;
}

/** All declared secrets, the published one last, named after the resource they belong to. */
export function namedSecrets(name: string, { older, current }: DeclaredSecrets): NamedSecret[] {
  return [...older, { ...current, kept: false }].map((secret) => ({
    ...secret,
    name: `${name}-${secretName(secret.issued)}`,
  }));
}

/**
 * The name of a secret among those of one application: its due day, with the time where that is not midnight UTC,
 * for example `2026-11-23` or `2026-11-23T14-30-00Z`.
 */
export function secretName(issued: number): string {
  const text = formatInstant(issued);
  return text.endsWith("T00:00:00Z") ? text.slice(0, 10) : text.replaceAll(":", "-");
}

/** The due instant a {@link secretName} ends in, written as {@link formatInstant} does; `undefined` for another name. */
export function issuedOfSecretName(name: string): string | undefined {
  const match = /(\d{4}-\d{2}-\d{2})(?:T(\d{2})-(\d{2})-(\d{2})Z)?$/.exec(name);
  if (!match) return undefined;
  const [, day, hours = "00", minutes = "00", seconds = "00"] = match;
  return `${day}T${hours}:${minutes}:${seconds}Z`;
}
