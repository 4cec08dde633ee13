import * as v from "valibot";
import { dayMs, formatInstant, parseInstant } from "./instant";
import { closedObject, type Problem, readBy } from "./problem";
import { longestRevocationHours } from "./rotation";

/** How far the clock of the machine that runs may be behind the one that wrote `firstIssued`. */
const clockToleranceMs = 5 * 60_000;
/** 24 months, the longest lifetime Entra ID accepts. */
const longestLifetimeDays = 730;
const instantRule = 'must be a UTC day such as "2026-11-23" or an instant with Z or an offset';

/** The `rotation` object, checked at an instant; instants become milliseconds. */
export function rotationSchema(now: number) {
  const today = formatInstant(now).slice(0, 10);
  const clock = `it is ${formatInstant(now)} now`;
  const hourAhead = `write an instant about an hour ahead, such as "${formatInstant(now + 3_600_000)}", or remove the line`;
  const copied = "copy clientSecretIssuedOn and clientSecretExpiresOn from the outputs";
  return v.pipe(
    closedObject({
      /** The day or instant the first secret is issued; today for a new stack. */
      firstIssued: v.pipe(
        v.optional(v.string(), ""),
        v.check(
          (text) => text !== "",
          `is required: it anchors the rotation of the client secret (in a rotation set as JSON text it is not seen: write an object); add to the stack's file, under icertis-access:rotation, the line\n      firstIssued: "${today}"`,
        ),
        v.check(
          (text) => text === "" || parseInstant(text) !== undefined,
          `${instantRule}; write firstIssued: "${today}"; ${clock}`,
        ),
        v.transform(instantOf),
        v.maxValue(
          now + clockToleranceMs,
          `must not be more than 5 minutes in the future; ${clock}; write firstIssued: "${today}", or correct this machine's clock`,
        ),
      ),
      /** Days each secret is valid, at most 730. */
      lifetimeDays: v.pipe(
        v.number(),
        v.check(
          (days) => Number.isInteger(days) && days >= 2 && days <= longestLifetimeDays,
          `must be a whole number of days from 2 to ${longestLifetimeDays}, the 24 months Entra ID accepts; 365 is the source document's, Microsoft recommends less than 12 months`,
        ),
      ),
      /** Days the old secret stays valid beside the new one: at least 1, at most half the lifetime. */
      overlapDays: v.pipe(
        v.number(),
        v.check(
          (days) => Number.isInteger(days) && days >= 1,
          "must be a whole number of days, at least 1; 60 gives people two months to enter the new secret",
        ),
      ),
      /** The secret's description in Entra ID. */
      description: v.string(),
      /** Secrets of an earlier schedule, declared until they expire: their instants, copied from the stack's outputs. */
      keep: v.optional(
        v.pipe(
          v.array(
            v.pipe(
              closedObject({
                issued: instant(`${instantRule}; ${copied}`),
                expires: instant(`${instantRule}; ${copied}`),
              }),
              v.check(
                ({ issued, expires }) => expires > issued && expires - issued <= (longestLifetimeDays + 1) * dayMs,
                `must expire after it was issued, within 24 months; ${copied}`,
              ),
            ),
          ),
          v.checkItems(
            ({ issued }, index, all) => all.findIndex((other) => other.issued === issued) === index,
            "must be listed once; remove the repeated entry",
          ),
        ),
        [],
      ),
      /** Until this instant a live secret may be deleted. @default never */
      allowRevocationUntil: v.optional(
        v.pipe(
          instant(`${instantRule}; ${hourAhead}`),
          v.maxValue(
            now + longestRevocationHours * 3_600_000,
            `must be at most ${longestRevocationHours} hours ahead, so that it ends by itself; ${hourAhead}`,
          ),
        ),
        "1970-01-01",
      ),
    }),
    v.forward(
      v.partialCheck(
        [["lifetimeDays"], ["overlapDays"]],
        ({ lifetimeDays, overlapDays }) => lifetimeDays < 2 || overlapDays <= lifetimeDays / 2,
        ({ input }) =>
          `must be at most half the lifetime, so that at most two secrets overlap; the largest for ${input.lifetimeDays} days is ${Math.floor(input.lifetimeDays / 2)}`,
      ),
      ["overlapDays"],
    ),
    v.forward(
      v.partialCheck(
        [["firstIssued"], ["keep"]],
        ({ firstIssued, keep }) => keep.every(({ issued }) => issued < firstIssued),
        "must hold secrets issued before rotation.firstIssued: what is kept belongs to an earlier schedule; set firstIssued to now to start a new schedule, or remove the later entries",
      ),
      ["keep"],
    ),
  );
}

function instant(message: string) {
  return v.pipe(
    v.string(),
    v.check((text) => parseInstant(text) !== undefined, message),
    v.transform(instantOf),
  );
}

function instantOf(text: string): number {
  return parseInstant(text) ?? NaN;
}

type Schema = ReturnType<typeof rotationSchema>;

/** The `rotation` object as configured; instants as ISO 8601 texts. */
export type RotationSettings = Readonly<v.InferInput<Schema>>;

/** What {@link RotationSettings} mean; `allowRevocationUntil` lies in the past where revocation is never allowed. */
export type Rotation = Readonly<v.InferOutput<Schema>>;

/** @returns the rotation the settings mean, or every problem with them. */
export function readRotation(settings: unknown, now: number): Rotation | Problem[] {
  return readBy(rotationSchema(now), settings, "rotation");
}
