/** What has become of a job so far: what conditions ask for. */
export interface JobProgress {
  readonly failed: boolean;
  /** Values that steps handed on. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** One step of a job, its templates and expressions resolved. */
export interface PlannedStep {
  readonly kind: "shell" | "artifact" | "checkout" | "action";
  /** The command line, the folder that is kept, the repository that is checked out or the action's name. */
  readonly text: string;
  /** What a checkout is told. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The service connection a shell line is signed in through, where the environment alone does not decide it. */
  readonly connection?: string;
  /** Whether it runs now. */
  runs(progress: JobProgress): boolean;
}

/** One job as the platform would run it for a given event and stack. */
export interface PlannedJob {
  readonly name: string;
  /** Whether the event starts it. */
  readonly starts: boolean;
  /** Names of the jobs it waits for. */
  readonly needs: readonly string[];
  /** Whether it also runs where one of them failed. */
  readonly despiteFailure: boolean;
  /** Whether it waits for a person to start it. */
  readonly manual: boolean;
  /** The deployment environment whose identity it gets, and whose reviewers stand before it. */
  readonly environment: string | undefined;
  /** The lock it holds while it runs. */
  readonly lock: string | undefined;
  /** Whether a later run would cancel it while it runs. */
  readonly cancelled: boolean;
  /** Whether a later run would take its place while it waits for the lock. */
  readonly displaced: boolean;
  readonly variables: Readonly<Record<string, string>>;
  readonly steps: readonly PlannedStep[];
}
