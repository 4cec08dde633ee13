import { formatInstant } from "./instant";
import { declaredSecrets, issuedOfSecretName, type NamedSecret, scheduleStart, type SecretPeriod } from "./rotation";
import type { Rotation } from "./rotationSettings";

/** A client secret in the stack's state. */
export interface HeldSecret {
  readonly name: string;
  readonly keyId: string;
  /** The instant it was issued; `undefined` where its name does not tell. */
  readonly issued: number | undefined;
  /** When it really ends: `endDate` of the credential; `undefined` where that cannot be read. */
  readonly endsOn: number | undefined;
}

/** A declared secret whose credential ends at another instant. */
export interface DriftedSecret extends NamedSecret {
  readonly endsOn: number;
}

/** Why a run stops whose settings say another end than the credentials have, and the lines that describe them all. */
export function driftMessage(
  rotation: Rotation,
  now: number,
  drifted: readonly DriftedSecret[],
  held: readonly HeldSecret[],
): string {
  const facts = drifted.map(
    ({ name, endsOn, expires }) =>
      `  ${name}: ends on ${formatInstant(endsOn)}, by the configuration on ${formatInstant(expires)}`,
  );
  const { startsAnew, lines } = corrected(rotation, now, together(drifted, held));
  return [
    "the configuration no longer describes the client secrets in use, so nothing was changed:",
    ...facts,
    startsAnew
      ? "restore lifetimeDays, overlapDays and keep as they were, or start a new schedule that keeps them; in the stack's file:"
      : "correct rotation.keep; in the stack's file:",
    lines,
  ].join("\n");
}

/**
 * Whether a secret may be deleted: it has expired, or revocation is allowed at this instant. An allowance is for the
 * secrets issued before the schedule it stands beside, and for those a destroy deletes although they are declared; one
 * that was left in the file is no danger to later secrets when a clock steps back.
 */
export function mayDelete(rotation: Rotation, now: number, { issued, endsOn }: HeldSecret, declared: boolean): boolean {
  if (endsOn !== undefined && endsOn <= now) return true;
  if (now >= rotation.allowRevocationUntil) return false;
  return declared || issued === undefined || issued < rotation.firstIssued;
}

/** Why a secret that someone may be using is not deleted, and the ways on. */
export function liveSecretMessage(
  rotation: Rotation,
  now: number,
  secret: HeldSecret,
  held: readonly HeldSecret[],
): string {
  const { name, keyId, issued, endsOn } = secret;
  const all = together([secret], held);
  const { misplaced, startsAnew, lines } = corrected(rotation, now, all);
  const clockIsBehind = issued !== undefined && issued > now;
  const revocation = [
    ...(startsAnew && !clockIsBehind
      ? [`rotation.firstIssued: "${formatInstant(scheduleStart(now, periods(all)))}"`]
      : []),
    `rotation.allowRevocationUntil: "${formatInstant(now + 3_600_000)}"`,
  ].join(" and ");
  return [
    `client secret ${name} (key id ${keyId}) is valid until ${endsOn === undefined ? "an unknown instant" : formatInstant(endsOn)} and is not deleted: whoever uses it would be locked out.`,
    ...(clockIsBehind
      ? [
          `it was issued ${formatInstant(issued)}, but this machine's clock says ${formatInstant(now)}: correct the clock.`,
        ]
      : []),
    ...(misplaced && !clockIsBehind
      ? [`to keep it, ${startsAnew ? "start a new schedule" : "name it in rotation.keep"}; in the stack's file:`, lines]
      : []),
    `to revoke it all the same (a leak, or the end of the stack), set ${revocation} and run again.`,
  ].join("\n");
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
  return `until ${formatInstant(rotation.allowRevocationUntil)} a client secret issued before firstIssued that is no longer declared is deleted although it is valid; one issued today is replaced only if firstIssued names a time, not just the day`;
}

/**
 * The lines that describe every secret that still lives, ready to replace `rotation` in the stack's file. The present
 * schedule stays where all it does not describe was issued before it began; otherwise a new one starts.
 */
function corrected(rotation: Rotation, now: number, held: readonly HeldSecret[]) {
  const { current, older } = declaredSecrets(rotation, now);
  const declared = [...older, current];
  const known = periods(held);
  const live = known.filter(({ expires }) => expires > now);
  const misplaced = known.filter(({ issued, expires }) => {
    const same = declared.find((secret) => secret.issued === issued);
    return same === undefined ? expires > now : same.expires !== expires;
  });
  const startsAnew = misplaced.some(({ issued }) => issued >= rotation.firstIssued);
  const firstIssued = startsAnew ? scheduleStart(now, live) : rotation.firstIssued;
  const kept = live.filter(({ issued }) => issued < firstIssued).sort((a, b) => a.issued - b.issued);
  const lines = [
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
  return { misplaced: misplaced.length > 0, startsAnew, lines };
}

/** Those of the state, and what is known beside it. */
function together(known: readonly Omit<HeldSecret, "keyId">[], held: readonly HeldSecret[]): HeldSecret[] {
  const others = known.filter(({ name }) => !held.some((secret) => secret.name === name));
  return [...held, ...others.map((secret) => ({ keyId: "unknown", ...secret }))];
}

function periods(held: readonly HeldSecret[]): SecretPeriod[] {
  return held.flatMap(({ issued, endsOn }) =>
    issued === undefined || endsOn === undefined ? [] : [{ issued, expires: endsOn }],
  );
}
