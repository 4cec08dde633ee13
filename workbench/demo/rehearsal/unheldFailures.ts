import { setImmediate } from "node:timers/promises";

/**
 * Rejections of promises that nobody holds. A resource that fails causes them, and outputs that depend on it never
 * settle: the first one ends the run, as it does in the real language host. Those that come later belong to a run that
 * has failed already.
 */
export class UnheldFailures {
  private onFailure: (reason: unknown) => void = () => undefined;
  private readonly listener = (reason: unknown) => this.onFailure(reason);

  constructor() {
    process.on("unhandledRejection", this.listener);
  }

  /** The result of some work, unless a failure comes first. */
  async untilFirst<T>(work: () => Promise<T>): Promise<T> {
    const failed = new Promise<never>((_, reject) => {
      this.onFailure = (reason) => reject(reason instanceof Error ? reason : new Error(String(reason)));
    });
    try {
      const result = await Promise.race([work(), failed]);
      // Node.js tells of rejections once the microtasks are done.
      await Promise.race([setImmediate(), failed]);
      return result;
    } finally {
      this.onFailure = () => undefined;
    }
  }

  /** Lets a failure pass through all the outputs that depend on it, one turn of the event loop after the other. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 50; turn++) await setImmediate();
  }

  /** Stops listening. */
  close(): void {
    process.off("unhandledRejection", this.listener);
  }
}
