import { formatInstant } from "./instant";
import { issuedOfSecretName, type SecretPeriod } from "./rotation";
import type { Rotation } from "./rotationSettings";

/** A secret that exists, as the stack's state tells it. */
export interface LiveSecret extends SecretPeriod {
  readonly name: string;
  /** When it really ends: `endDate` of the credential; `undefined` where that cannot be read. */
  readonly endsOn: number | undefined;
}

/**
 * The lines that start a new schedule now and keep every secret that still lives, ready to replace `rotation` in
 * the stack's file.
 */
export function rotationLines(rotation: Rotation, now: number, live: readonly SecretPeriod[]): string {
  const kept = [...live, ...rotation.keep].filter(
    (secret, index, all) =>
      secret.expires > now && all.findIndex((earlier) => earlier.issued === secret.issued) === index,
  );
  kept.sort((a, b) => a.issued - b.issued);
  return [
    "  icertis-access:rotation:",
    `    firstIssued: "${formatInstant(now)}"`,
    `    lifetimeDays: ${rotation.lifetimeDays}`,
    `    overlapDays: ${rotation.overlapDays}`,
    `    description: ${JSON.stringify(rotation.description)}`,
    "    keep:",
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
    "restore lifetimeDays, overlapDays and keep as they were, or start a new schedule that keeps them; in the stack's file:",
    rotationLines(rotation, now, live),
  ].join("\n");
}

/** Why a secret that someone may be using is not deleted, and the two ways on. */
export function liveSecretMessage(
  rotation: Rotation,
  now: number,
  declared: readonly SecretPeriod[],
  secret: DoomedSecret,
) {
  const issued = secret.issued ?? now;
  const end = secret.endsOn === undefined ? "an unknown instant" : formatInstant(secret.endsOn);
  const kept = secret.endsOn === undefined ? [] : [{ issued, expires: secret.endsOn }];
  return [
    `client secret ${secret.name} (key id ${secret.keyId}) is valid until ${end} and is not deleted: whoever uses it would be locked out.`,
    "to keep it, start a new schedule; in the stack's file:",
    rotationLines(rotation, now, [...kept, ...declared]),
    `to revoke it all the same (a leak, or the end of the stack), set rotation.allowRevocationUntil: "${formatInstant(now + 3_600_000)}" and run again.`,
  ].join("\n");
}

/** A secret the engine is about to delete. */
export interface DoomedSecret {
  readonly name: string;
  readonly keyId: string;
  readonly issued: number | undefined;
  readonly endsOn: number | undefined;
}

/** Why a kept secret is not created. */
export function missingKeptMessage(name: string): string {
  const issued = issuedOfSecretName(name) ?? name;
  return [
    `rotation.keep names a client secret issued ${issued}, but the stack has none of that instant, and a kept secret is never created.`,
    "copy clientSecretIssuedOn and clientSecretExpiresOn from `pulumi stack output`, or remove the entry if that secret is gone.",
  ].join("\n");
}
