import fc from "fast-check";
import { dayMs, formatInstant } from "../../model/instant";
import { ScheduleOfRuns, type Days, type Happening, type Keep } from "./scheduleOfRuns";
import { fuzz } from "../fuzz";

/** Lifetime and overlap: mostly the usual ones and the extremes, else any that are allowed. */
const days: fc.Arbitrary<Days> = fc.oneof(
  fc.constantFrom(
    { lifetimeDays: 365, overlapDays: 60 },
    { lifetimeDays: 180, overlapDays: 30 },
    { lifetimeDays: 730, overlapDays: 365 },
    { lifetimeDays: 365, overlapDays: 1 },
    { lifetimeDays: 2, overlapDays: 1 },
  ),
  fc.tuple(fc.integer({ min: 2, max: 730 }), fc.nat({ max: 364 })).map(([lifetimeDays, overlap]) => {
    return { lifetimeDays, overlapDays: 1 + (overlap % Math.floor(lifetimeDays / 2)) };
  }),
);

const seconds = fc.integer({ min: 1, max: 86_400 });
const writes = fc.nat({ max: 7 });
const after: fc.Arbitrary<Happening["after"]> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ days: fc.nat({ max: 150 }), seconds }) },
  { weight: 3, arbitrary: fc.record({ days: fc.integer({ min: 100, max: 1000 }), seconds }) },
  {
    weight: 3,
    arbitrary: fc.record({
      upTo: fc.constantFrom<"due" | "expiry">("due", "expiry"),
      seconds: fc.integer({ min: -1, max: 1 }),
    }),
  },
);
const what: fc.Arbitrary<Happening["what"]> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("run" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cut" as const), writes }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("clockBack" as const),
      seconds: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 500 * 86_400 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("newDays" as const), days, paste: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("newSchedule" as const),
      days,
      keep: fc.constantFrom<Keep>("itself", "itself", "nothing", "a day longer", "a day shorter"),
      clockAhead: fc.oneof(fc.constant(0), fc.nat({ max: 299 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("revoke" as const),
      writes: fc.option(writes, { nil: undefined, freq: 2 }),
    }),
  },
);
const happening: fc.Arbitrary<Happening> = fc.record({ after, refresh: fc.boolean(), what });

const firstDay = fc.integer({ min: Date.UTC(2026, 0, 1) / dayMs, max: Date.UTC(2030, 0, 1) / dayMs });
/** Days from `firstIssued` to the first run: an adopter may have copied an old date. */
const adoptedAfter = fc.oneof(fc.constant(0), fc.nat({ max: 1000 }));
const twentyYears = 20 * 365.25 * dayMs;

describe("rotation, over any schedule of runs", () => {
  const happenings = fc.array(happening, { minLength: 20, maxLength: 36, size: "max" });
  fuzz(
    "keeps every promise for 20 years",
    1000,
    fc.property(firstDay, adoptedAfter, days, happenings, (day, late, { lifetimeDays, overlapDays }, all) => {
      const firstIssued = formatInstant(day * dayMs);
      const settings = { firstIssued, lifetimeDays, overlapDays, description: "s" };
      const start = (day + late) * dayMs;
      const schedule = new ScheduleOfRuns(settings, start);
      for (const each of all) {
        if (schedule.now <= start + twentyYears) schedule.apply(each);
      }
    }),
  );
});
