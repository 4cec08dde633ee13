/** One step that was taken. */
export interface StepTaken {
  /** The virtual day. */
  readonly day: string;
  readonly title: string;
  readonly seconds: number;
}

/** Where the lines go. */
export interface Screen {
  write(text: string): void;
  /** Whether a line can be written over. */
  readonly isTerminal: boolean;
}

/** Prints each step in a line with its time. */
export class Progress {
  readonly steps: StepTaken[] = [];

  constructor(
    private readonly screen: Screen,
    private readonly today: () => Date,
    private readonly failures: () => number,
  ) {}

  say(line: string): void {
    this.screen.write(`${line}\n`);
  }

  /** Takes a step; it is on the screen while it runs where that is a terminal. */
  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const failed = this.failures();
    if (this.screen.isTerminal) this.screen.write(`       …  ${title}\r`);
    try {
      return await work();
    } finally {
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      const day = this.today().toISOString().slice(0, 10);
      this.steps.push({ day, title, seconds });
      const outcome = this.failures() > failed ? "FAILED" : "ok";
      this.say(`${seconds.toFixed(1).padStart(6)} s  ${day}  ${title}: ${outcome}`);
    }
  }
}
