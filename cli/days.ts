import { dayMs, formatInstant, parseInstant } from "../model/instant";

/** An instant for people: the day alone where it is midnight UTC. */
export function shortInstant(instant: number): string {
  return formatInstant(instant).replace("T00:00:00Z", "");
}

/** An instant of the outputs, which the contract's check has let through. */
export function instantOf(text: string): number {
  return parseInstant(text) ?? NaN;
}

/** Whole days until an instant, never more than there are; negative once it is past. */
export function daysUntil(instant: number, now: number): number {
  return Math.floor((instant - now) / dayMs);
}

/** `1 day`, `2 days`. */
export function dayCount(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}
