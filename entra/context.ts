/** The part of `fetch` the verbs use. Redirects are never followed: no answer they ask for is one. */
export type Fetch = (url: string, init?: FetchInit) => Promise<Response>;

/** What a request consists of. */
export interface FetchInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How another command ended. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** Everything outside itself that a verb touches, so that tests can put a virtual clock and a local Entra ID in place. */
export interface Context {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder relative paths start from. */
  readonly folder: string;
  /** The present instant in milliseconds. */
  now(): number;
  /** Waits; ends early, without a failure, when the signal is aborted. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  readonly fetch: Fetch;
  /** Writes a result to standard output, as it is. */
  out(text: string): void;
  /** Writes a line about the work to standard error. */
  note(line: string): void;
  /** All of standard input, as bytes. */
  readInput(): Promise<Buffer>;
  /** Asks the person at the terminal; `undefined` where there is none. */
  ask(question: string): Promise<string | undefined>;
  /** Runs another command without a shell; `undefined` where there is no such command. */
  run(command: string, args: readonly string[], folder: string): Promise<CommandResult | undefined>;
  /** Opens an address in the person's browser, where that is possible. */
  openBrowser(address: string): void;
}
