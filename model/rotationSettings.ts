import { duplicateIndexes } from "./duplicates";
import { dayMs, formatInstant, parseInstant } from "./instant";
import type { Problem } from "./problem";
import type { RotationSchedule } from "./rotation";

/** A secret of an earlier schedule: its instants, copied from the stack's outputs. */
export interface KeptSecretSettings {
  /** `clientSecretIssuedOn` of the secret. */
  readonly issued: string;
  /** `clientSecretExpiresOn` of the secret. */
  readonly expires: string;
}

/** The `rotation` object as configured; instants as ISO 8601 texts. */
export interface RotationSettings {
  /** The day or instant the first secret falls due; today for a new stack. */
  readonly firstIssued?: string;
  /** Days each secret is valid, at most 730. */
  readonly lifetimeDays: number;
  /** Days the old secret stays valid beside the new one: at least 1, at most half the lifetime. */
  readonly overlapDays: number;
  /** The secret's description in Entra ID. */
  readonly description: string;
  /** Secrets of an earlier schedule, declared until they expire. @default none */
  readonly keep?: KeptSecretSettings[];
  /** Until this instant a live secret may be deleted. @default never */
  readonly allowRevocationUntil?: string;
}

/** What {@link RotationSettings} mean. */
export interface Rotation extends RotationSchedule {
  readonly description: string;
  /** The instant until which a live secret may be deleted; 0 where that is never allowed. */
  readonly allowRevocationUntil: number;
}

/** How far the clock of the machine that runs may be behind the one that wrote `firstIssued`. */
const clockToleranceMs = 5 * 60_000;
/** 24 months, the longest lifetime Entra ID accepts. */
const longestLifetimeDays = 730;
/** A revocation is an operation of minutes; a permission that lasts would disarm the guard. */
export const longestRevocationHours = 24;

/** @returns the rotation the settings mean, or every problem with them. */
export function readRotation(settings: RotationSettings, now: number): Rotation | Problem[] {
  const firstIssued = parseInstant(settings.firstIssued ?? "");
  const keep = (settings.keep ?? []).map(({ issued, expires }) => ({
    issued: parseInstant(issued) ?? NaN,
    expires: parseInstant(expires) ?? NaN,
  }));
  const { allowRevocationUntil: until } = settings;
  const allowRevocationUntil = until === undefined ? 0 : parseInstant(until);
  const problems = [
    ...firstIssuedProblems(settings.firstIssued, firstIssued, now),
    ...daysProblems(settings),
    ...keepProblems(settings.keep ?? [], keep, firstIssued),
    ...revocationProblems(until, allowRevocationUntil, now),
  ];
  if (problems.length > 0 || firstIssued === undefined || allowRevocationUntil === undefined) return problems;
  const { lifetimeDays, overlapDays, description } = settings;
  return { firstIssued, lifetimeDays, overlapDays, description, keep, allowRevocationUntil };
}

const instantRule = 'must be a UTC day such as "2026-11-23" or an instant with Z or an offset';

function firstIssuedProblems(got: string | undefined, firstIssued: number | undefined, now: number): Problem[] {
  const key = "rotation.firstIssued";
  const today = formatInstant(now).slice(0, 10);
  if (got === undefined) {
    return [
      {
        key,
        rule: "is required: it anchors the rotation of the client secret",
        remedy: `add to the stack's configuration, under icertis-access:rotation, the line\n      firstIssued: "${today}"`,
      },
    ];
  }
  if (firstIssued === undefined) {
    const remedy = `write firstIssued: "${today}"; it is ${formatInstant(now)} now`;
    return [{ key, got, rule: instantRule, remedy }];
  }
  if (firstIssued <= now + clockToleranceMs) return [];
  return [
    {
      key,
      got,
      rule: `must not be more than 5 minutes in the future; it is ${formatInstant(now)} now`,
      remedy: `write firstIssued: "${today}", or correct this machine's clock`,
    },
  ];
}

function daysProblems({ lifetimeDays, overlapDays }: RotationSettings): Problem[] {
  const problems: Problem[] = [];
  const lifetimeFits = Number.isInteger(lifetimeDays) && lifetimeDays >= 2 && lifetimeDays <= longestLifetimeDays;
  if (!lifetimeFits) {
    problems.push({
      key: "rotation.lifetimeDays",
      got: lifetimeDays,
      rule: `must be a whole number of days from 2 to ${longestLifetimeDays}, the 24 months Entra ID accepts`,
      remedy: "365 is the source document's, Microsoft recommends less than 12 months",
    });
  }
  const largest = lifetimeFits ? Math.floor(lifetimeDays / 2) : undefined;
  if (!Number.isInteger(overlapDays) || overlapDays < 1 || (largest !== undefined && overlapDays > largest)) {
    problems.push({
      key: "rotation.overlapDays",
      got: overlapDays,
      rule: "must be a whole number of days from 1 to half the lifetime, so that at most two secrets overlap",
      remedy:
        largest === undefined ? "correct lifetimeDays first" : `the largest for ${lifetimeDays} days is ${largest}`,
    });
  }
  return problems;
}

function keepProblems(
  got: readonly KeptSecretSettings[],
  keep: RotationSchedule["keep"],
  firstIssued: number | undefined,
): Problem[] {
  const problem = (index: number, rule: string, remedy: string): Problem => ({
    key: `rotation.keep[${index}]`,
    got: got[index],
    rule,
    remedy,
  });
  return [
    ...keep.flatMap(({ issued, expires }, index) => {
      if (Number.isNaN(issued) || Number.isNaN(expires)) {
        return [
          problem(
            index,
            `issued and expires each ${instantRule}`,
            "copy clientSecretIssuedOn and clientSecretExpiresOn from the outputs",
          ),
        ];
      }
      const problems: Problem[] = [];
      if (expires <= issued || expires - issued > (longestLifetimeDays + 1) * dayMs) {
        problems.push(
          problem(index, "must expire after it was issued, within 24 months", "copy both instants from the outputs"),
        );
      }
      if (firstIssued !== undefined && issued >= firstIssued) {
        problems.push(
          problem(
            index,
            "must have been issued before rotation.firstIssued: what is kept belongs to an earlier schedule",
            "set firstIssued to now to start a new schedule, or remove the entry",
          ),
        );
      }
      return problems;
    }),
    ...duplicateIndexes(keep, ({ issued }) => (Number.isNaN(issued) ? undefined : String(issued))).map((index) =>
      problem(index, "must be listed once", "remove the repeated entry"),
    ),
  ];
}

function revocationProblems(got: string | undefined, until: number | undefined, now: number): Problem[] {
  const key = "rotation.allowRevocationUntil";
  const remedy = `write an instant about an hour ahead, such as "${formatInstant(now + 3_600_000)}", or remove the line`;
  if (until === undefined) return [{ key, got, rule: instantRule, remedy }];
  if (until <= now + longestRevocationHours * 3_600_000) return [];
  return [
    { key, got, rule: `must be at most ${longestRevocationHours} hours ahead, so that it ends by itself`, remedy },
  ];
}
