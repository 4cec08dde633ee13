import fc from "fast-check";
import { dayMs, formatInstant } from "../../model/instant";
import { ScheduleOfRuns, type Happening } from "./scheduleOfRuns";

/** Lifetime and overlap: mostly the usual ones, else any that are allowed. */
const days = fc.oneof(
  fc.constantFrom(
    { lifetimeDays: 365, overlapDays: 60 },
    { lifetimeDays: 180, overlapDays: 30 },
    { lifetimeDays: 730, overlapDays: 365 },
    { lifetimeDays: 365, overlapDays: 1 },
  ),
  fc.integer({ min: 2, max: 730 }).chain((lifetimeDays) =>
    fc.record({
      lifetimeDays: fc.constant(lifetimeDays),
      overlapDays: fc.integer({ min: 1, max: Math.floor(lifetimeDays / 2) }),
    }),
  ),
);

const happening: fc.Arbitrary<Happening> = fc.record({
  after: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ days: fc.integer({ min: 0, max: 150 }), seconds: fc.integer({ min: 1, max: 86_400 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ days: fc.integer({ min: 100, max: 1000 }), seconds: fc.integer({ min: 1, max: 86_400 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        upTo: fc.constantFrom("due" as const, "expiry" as const),
        seconds: fc.integer({ min: -1, max: 1 }),
      }),
    },
  ),
  refresh: fc.boolean(),
  what: fc.oneof(
    { weight: 8, arbitrary: fc.constant({ kind: "run" as const }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("cut" as const), writes: fc.nat({ max: 7 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("clockBack" as const),
        seconds: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 500 * 86_400 })),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("newDays" as const), days, paste: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("anchorNow" as const), days, keep: fc.boolean() }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("revoke" as const),
        writes: fc.option(fc.nat({ max: 7 }), { nil: undefined }),
      }),
    },
  ),
});

describe("rotation, over any schedule of runs", () => {
  it("holds every promise across 20 years", () => {
    const start = fc.record({
      day: fc.integer({ min: Date.UTC(2026, 0, 1) / dayMs, max: Date.UTC(2030, 0, 1) / dayMs }),
      adoptedAfter: fc.oneof(fc.constant(0), fc.nat({ max: 1000 })),
      days,
    });
    fc.assert(
      fc.property(
        start,
        fc.array(happening, { minLength: Number(process.env.MIN ?? 30), maxLength: 70, size: "max" }),
        ({ day, adoptedAfter, days }, happenings) => {
          const firstIssued = formatInstant(day * dayMs).slice(0, 10);
          const schedule = new ScheduleOfRuns({ firstIssued, ...days, description: "s" }, (day + adoptedAfter) * dayMs);
          const end = (day + adoptedAfter) * dayMs + 20 * 365.25 * dayMs;
          for (const each of happenings) {
            schedule.apply(each);
            if (schedule.now > end) break;
          }
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 2000) },
    );
  });
});
