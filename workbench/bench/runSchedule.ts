import { dayMs } from "../../model/instant";

const minuteMs = 60_000;

/** What kind of team runs the program. */
export interface Habits {
  /** Days between runs as planned: one of these, per schedule. */
  readonly everyDays: readonly number[];
  /** Days without any run, at most; longer pauses are cut by a run. */
  readonly longestPauseDays: number;
  /** Whether nobody runs anything for a while, up to that longest pause, about every second year. */
  readonly pauses: boolean;
}

/** A pipeline that comes late and fails, but is never silent for longer than the overlap. */
export function attended(overlapDays: number): Habits {
  return { everyDays: [1, 7, 30, overlapDays - 1], longestPauseDays: overlapDays, pauses: true };
}

/** Somebody runs it by hand, some time. */
export const neglected: Habits = { everyDays: [7, 30, 91, 182], longestPauseDays: 400, pauses: true };

/**
 * The instants of the runs of one stack: planned at even distances, each late by up to that distance, one in five
 * missed, one in ten done twice within an hour, and long pauses in between.
 *
 * @param start - the first run, which creates the stack
 * @param days - how long the schedule lasts
 */
export function runSchedule(random: Random, habits: Habits, start: number, days: number): number[] {
  const every = habits.everyDays[Math.floor(random() * habits.everyDays.length)] ?? 1;
  const runs = [start];
  const end = start + days * dayMs;
  let planned = start;
  let last = start;
  const longest = habits.longestPauseDays * dayMs;
  const cutPauseBefore = (instant: number) => {
    for (; last + longest < instant; last += longest) runs.push(last + longest);
  };
  const runAt = (instant: number) => {
    cutPauseBefore(instant);
    runs.push(instant);
    last = instant;
  };
  for (;;) {
    const pauseDays = habits.pauses && random() < every / 730 ? random() * habits.longestPauseDays : 0;
    planned += (every + pauseDays) * dayMs;
    const instant = Math.max(last + minuteMs, Math.floor(planned + random() * every * dayMs));
    if (instant >= end) {
      cutPauseBefore(end);
      return runs;
    }
    if (random() < 0.2) continue;
    runAt(instant);
    if (random() < 0.1) runAt(instant + Math.ceil(random() * 60) * minuteMs);
  }
}

/** Numbers from 0 up to, not including, 1. */
type Random = () => number;

/** The same numbers for the same seed, everywhere (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
