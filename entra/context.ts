/** The part of `fetch` that is used. Redirects are never followed: no answer that is asked for is one. */
export type Fetch = (url: string, init?: FetchInit) => Promise<Response>;

/** What a request consists of. */
export interface FetchInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Environment variables; `undefined` takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How another command is run. */
export interface RunOptions {
  /** @default the context's */
  readonly folder?: string;
  /** Its standard input. @default nothing */
  readonly input?: string;
  /** Variables over those of the context. */
  readonly environment?: Environment;
  /** Whether what it prints is shown as it comes. @default false */
  readonly echo?: boolean;
}

/** How another command ended. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
  /** Both, in the order they came. */
  readonly text: string;
}

/** Files, by absolute path. Every failure is a `UserError`. */
export interface Files {
  exists(path: string): boolean;
  /** @param name - how a message names the file. @default the path */
  read(path: string, name?: string): Buffer;
}

/** Everything outside: clock, network, files, other commands, the person. Tests put a fake in its place. */
export interface Context {
  readonly environment: Environment;
  /** The folder relative paths start from. */
  readonly folder: string;
  /** The present instant in milliseconds. */
  now(): number;
  /** Waits; ends early, without a failure, when the signal is aborted. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Answers are bounded in size and time, and whole when they come. Every failure is a `UserError`. */
  readonly fetch: Fetch;
  readonly files: Files;
  /** Writes a result to standard output, as it is. */
  out(text: string): void;
  /** Writes a line about the work to standard error. */
  note(line: string): void;
  /** All of standard input. */
  readInput(): Promise<Buffer>;
  /** Asks the person at the terminal; `undefined` where there is none. */
  ask(question: string): Promise<string | undefined>;
  /** Runs another command without a shell; `undefined` where there is no such command. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<CommandResult | undefined>;
  /** Whether a process still runs; `undefined` where that is another machine's. */
  isRunning(host: string, pid: number): boolean | undefined;
  /** Opens an address in the person's browser, where that is possible. */
  openBrowser(address: string): void;
}
