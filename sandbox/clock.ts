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
    if (Number.isNaN(instant.getTime())) throw new RangeError("clock: not a valid instant");
    if (this.frozenAt === undefined) this.offset = instant.getTime() - Date.now();
    else this.frozenAt = instant.getTime();
  }

  /** Moves the date forward by so many milliseconds and lets every shorter delay end. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError(`clock: cannot advance by ${milliseconds} ms`);
    this.advanced += milliseconds;
    this.set(new Date(this.now().getTime() + milliseconds));
  }

  /** Stops the date where it is, or at the given instant, so that exact values can be expected. */
  freeze(instant: Date = this.now()): void {
    this.frozenAt = instant.getTime();
  }

  /** Lets a frozen date run again from where it stands. */
  thaw(): void {
    if (this.frozenAt === undefined) return;
    this.offset = this.frozenAt - Date.now();
    this.frozenAt = undefined;
  }
}
