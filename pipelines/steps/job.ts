import type { Fetch } from "../../entra/context";

/** Environment variables; `undefined` takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How a command ended. */
export interface Ended {
  readonly code: number;
  /** Standard output alone. */
  readonly out: string;
  /** Standard output and standard error, in the order they came. */
  readonly text: string;
}

/** How a command is run. */
export interface RunOptions {
  /** Variables over those of the job. */
  readonly environment?: Environment | undefined;
  /** @default the job's */
  readonly folder?: string;
  /** Keeps what it prints out of the log. @default false */
  readonly quiet?: boolean;
}

/** Everything outside itself that a step touches, so that tests can put a local platform and a stand-in CLI in place. */
export interface Job {
  readonly environment: Environment;
  /** The checkout. */
  readonly folder: string;
  /** The present instant in milliseconds. */
  now(): number;
  readonly fetch: Fetch;
  /** Writes a line to the log. */
  log(line: string): void;
  /** Runs a command without a shell. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<Ended>;
}

/** The file name part of a stack's name: of `acme/icertis-access/dev`, `dev`. */
export function shortName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}
