import * as v from "valibot";
import { SandboxError } from "./sandboxError";

/** A date that runs ahead of the machine's by so much, or stands still. */
interface ClockState {
  readonly offsetMs: number;
  readonly frozenAt: string | null;
}

/**
 * The sandbox's two measures of time.
 *
 * `now` is what Entra ID would call the date: it stamps objects and tokens and decides what has expired. It runs like
 * the machine's clock until it is set, advanced or frozen.
 *
 * `elapsed` counts milliseconds for delays (replication, the lag before a new secret is honoured). It grows with real
 * time *and* with every `advance`, even while frozen: a provider that polls in real time sees a delay end, and a test
 * ends it at once without sleeping.
 */
export class VirtualClock {
  /** Called after every move of the date, for persistence. */
  onChange: () => void = () => undefined;
  private offset = 0;
  private frozenAt: number | undefined;
  private advanced = 0;

  constructor(start?: Date) {
    if (start) this.set(start);
  }

  /** The virtual instant. */
  now(): Date {
    return new Date(this.frozenAt ?? Date.now() + this.offset);
  }

  /** Milliseconds since an arbitrary origin, for delays. */
  elapsed(): number {
    return performance.now() + this.advanced;
  }

  /** Moves the date, also backwards; delays under way are not ended by it. */
  set(instant: Date): void {
    checkInstant(instant);
    if (this.frozenAt === undefined) this.offset = instant.getTime() - Date.now();
    else this.frozenAt = instant.getTime();
    this.onChange();
  }

  /** Moves the date forward by so many milliseconds and lets every shorter delay end. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new SandboxError("clock-invalid", `cannot advance by ${milliseconds} ms`);
    const now = this.now();
    const then = new Date(now.getTime() + milliseconds);
    if (!isClockInstant(then)) {
      throw new SandboxError(
        "clock-invalid",
        `cannot advance ${now.toISOString()} by ${milliseconds} ms: the date stays between 1970 and 9999`,
      );
    }
    this.advanced += milliseconds;
    this.set(then);
  }

  /** Stops the date where it is, or at the given instant, so that exact values can be expected. */
  freeze(instant: Date = this.now()): void {
    checkInstant(instant);
    this.frozenAt = instant.getTime();
    this.onChange();
  }

  /** Lets a frozen date run again from where it stands. */
  thaw(): void {
    if (this.frozenAt === undefined) return;
    this.offset = this.frozenAt - Date.now();
    this.frozenAt = undefined;
    this.onChange();
  }

  /** What brings the date back after a restart. */
  state(): ClockState {
    return {
      offsetMs: this.offset,
      frozenAt: this.frozenAt === undefined ? null : new Date(this.frozenAt).toISOString(),
    };
  }

  restore({ offsetMs, frozenAt }: ClockState): void {
    this.offset = offsetMs;
    if (frozenAt !== null) this.freeze(new Date(frozenAt));
  }
}

/** Whether the sandbox's date may be this one: the years that ISO 8601 writes with four digits, from 1970 on. */
export function isClockInstant(instant: Date): boolean {
  const year = instant.getUTCFullYear();
  return year >= 1970 && year <= 9999;
}

function checkInstant(instant: Date): void {
  if (!isClockInstant(instant)) throw new SandboxError("clock-invalid", "not a valid instant from 1970 to 9999");
}

const isoTimestamp = v.pipe(v.string(), v.isoTimestamp());

/** An instant the clock can be set to, as text. */
export const instantText = v.pipe(
  v.string(),
  v.check(
    isInstant,
    ({ received }) => `got ${received}, expected an instant from 1970 to 9999 such as 2027-09-24T00:00:00Z`,
  ),
);

/** The day is compared too: JavaScript takes 30 February for 2 March. */
function isInstant(text: string): boolean {
  if (!v.is(isoTimestamp, text) || !isClockInstant(new Date(text))) return false;
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
