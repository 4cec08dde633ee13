/** What has become of a job so far: what conditions ask for. */
export interface JobProgress {
  readonly failed: boolean;
  /** Values that steps handed on. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** One step of a job, its templates and expressions resolved. */
export interface PlannedStep {
  readonly kind: "shell" | "artifact" | "action";
  /** The command line, the folder that is kept, or the action's name. */
  readonly text: string;
  /** Whether it runs now. */
  runs(progress: JobProgress): boolean;
}

/** One job as the platform would run it for a given event and stack. */
export interface PlannedJob {
  readonly name: string;
  /** Whether the event starts it. */
  readonly starts: boolean;
  /** The deployment environment whose identity it gets, and whose reviewers stand before it. */
  readonly environment: string | undefined;
  /** The lock it holds while it runs. */
  readonly lock: string | undefined;
  /** Whether a later run would cancel it. */
  readonly cancelled: boolean;
  readonly variables: Readonly<Record<string, string>>;
  readonly steps: readonly PlannedStep[];
}
