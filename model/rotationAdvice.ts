import { formatInstant } from "./instant";
import { issuedOfSecretName, type SecretPeriod } from "./rotation";
import type { Rotation } from "./rotationSettings";

/** A secret that exists, as the stack's state tells it. */
export interface LiveSecret extends SecretPeriod {
  readonly name: string;
  /** When it really ends: `endDate` of the credential; `undefined` where that cannot be read. */
  readonly endsOn: number | undefined;
}

/** A secret the engine is about to delete. */
export interface DoomedSecret {
  readonly name: string;
  readonly keyId: string;
  readonly issued: number | undefined;
  readonly endsOn: number | undefined;
}

/**
 * Whether the present schedule may stay, with only `rotation.keep` to correct: where all that needs a place in the
 * configuration was issued before the schedule began. Otherwise a new one must start.
 */
function belongToEarlier(rotation: Rotation, secrets: readonly SecretPeriod[]): boolean {
  return secrets.every(({ issued }) => issued < rotation.firstIssued);
}

/**
 * The lines that keep every secret that still lives, ready to replace `rotation` in the stack's file.
 *
 * @param live - the declared secrets that exist, with their real ends, and those that `misplaced` names
 * @param misplaced - the secrets the present settings do not describe
 */
function rotationLines(
  rotation: Rotation,
  now: number,
  live: readonly SecretPeriod[],
  misplaced: readonly SecretPeriod[],
): string {
  const firstIssued = belongToEarlier(rotation, misplaced)
    ? rotation.firstIssued
    : // Later than the newest also where this machine's clock is a little behind: what is kept is of an earlier schedule.
      Math.max(now, ...live.map(({ issued }) => issued + 1000));
  const kept = live
    .filter(({ issued, expires }) => expires > now && issued < firstIssued)
    .sort((a, b) => a.issued - b.issued);
  return [
    "  icertis-access:rotation:",
    `    firstIssued: "${formatInstant(firstIssued)}"`,
    `    lifetimeDays: ${rotation.lifetimeDays}`,
    `    overlapDays: ${rotation.overlapDays}`,
    `    description: ${JSON.stringify(rotation.description)}`,
    // Without entries it would be null, which is no list.
    ...(kept.length > 0 ? ["    keep:"] : []),
    ...kept.map(
      ({ issued, expires }) => `      - { issued: "${formatInstant(issued)}", expires: "${formatInstant(expires)}" }`,
    ),
  ].join("\n");
}

/** Why a run stops whose settings say another end than the credentials have; `undefined` where they agree. */
export function driftMessage(rotation: Rotation, now: number, secrets: readonly LiveSecret[]): string | undefined {
  const real = secrets.map((secret) => ({ ...secret, endsOn: secret.endsOn ?? secret.expires }));
  const drifted = real.filter((secret) => secret.endsOn !== secret.expires);
  if (drifted.length === 0) return undefined;
  const facts = drifted.map(
    ({ name, endsOn, expires }) =>
      `  ${name}: ends on ${formatInstant(endsOn)}, by the configuration on ${formatInstant(expires)}`,
  );
  const live = real.map(({ issued, endsOn }) => ({ issued, expires: endsOn }));
  return [
    "the configuration no longer describes the client secrets in use, so nothing was changed:",
    ...facts,
    belongToEarlier(rotation, drifted)
      ? "correct rotation.keep; in the stack's file:"
      : "restore lifetimeDays, overlapDays and keep as they were, or start a new schedule that keeps them; in the stack's file:",
    rotationLines(rotation, now, live, drifted),
  ].join("\n");
}

/**
 * Why a secret is not deleted: it still lives, or its end is unknown, and revocation is not allowed at this instant.
 *
 * @param existing - the declared secrets that exist already
 * @returns the message, or `undefined` where the secret may go
 */
export function deletionRefusal(
  rotation: Rotation,
  now: number,
  existing: readonly SecretPeriod[],
  doomed: DoomedSecret,
): string | undefined {
  const expired = doomed.endsOn !== undefined && doomed.endsOn <= now;
  return expired || now < rotation.allowRevocationUntil
    ? undefined
    : liveSecretMessage(rotation, now, existing, doomed);
}

/** Why a secret that someone may be using is not deleted, and the two ways on. */
function liveSecretMessage(
  rotation: Rotation,
  now: number,
  existing: readonly SecretPeriod[],
  doomed: DoomedSecret,
): string {
  const end = doomed.endsOn === undefined ? "an unknown instant" : formatInstant(doomed.endsOn);
  return [
    `client secret ${doomed.name} (key id ${doomed.keyId}) is valid until ${end} and is not deleted: whoever uses it would be locked out.`,
    ...waysToKeep(rotation, now, existing, doomed),
    `to revoke it all the same (a leak, or the end of the stack), set rotation.allowRevocationUntil: "${formatInstant(now + 3_600_000)}" and run again.`,
  ].join("\n");
}

function waysToKeep(
  rotation: Rotation,
  now: number,
  existing: readonly SecretPeriod[],
  { issued, endsOn }: DoomedSecret,
): string[] {
  if (issued === undefined || endsOn === undefined) return [];
  if (issued > now) {
    return [
      `it was issued ${formatInstant(issued)}, but this machine's clock says ${formatInstant(now)}: correct the clock.`,
    ];
  }
  const doomed = { issued, expires: endsOn };
  const way = belongToEarlier(rotation, [doomed]) ? "name it in rotation.keep" : "start a new schedule";
  // A destroy deletes what is declared.
  const live = [doomed, ...existing.filter((secret) => secret.issued !== issued)];
  return [`to keep it, ${way}; in the stack's file:`, rotationLines(rotation, now, live, [doomed])];
}

/** Why a kept secret is not created. */
export function missingKeptMessage(name: string): string {
  const issued = issuedOfSecretName(name) ?? name;
  return [
    `rotation.keep names a client secret issued ${issued}, but the stack has none of that instant, and a kept secret is never created.`,
    "copy clientSecretIssuedOn and clientSecretExpiresOn from `pulumi stack output`, or remove the entry if that secret is gone.",
  ].join("\n");
}

/** What to know while live secrets may be deleted: which go, and how one of today is revoked. */
export function revocationWarning(rotation: Rotation): string {
  return `until ${formatInstant(rotation.allowRevocationUntil)} a client secret that is no longer declared is deleted although it is valid; one issued today is replaced only if firstIssued names a time, not just the day`;
}
