import type { CommandResult, Context, Environment, FetchInit, RunOptions } from "../../entra/context";
import { processFiles } from "../../entra/files";
import { explained } from "../../entra/network";
import { parseInstant } from "../../model/instant";

/** What a test puts in the place of what is outside; nothing real is reached. */
export interface Fakes {
  /** An instant or a day. Time passes by waiting alone. @default 2026-12-01T12:00:00Z */
  readonly now?: string;
  readonly environment?: Environment;
  /** @default a folder that does not exist */
  readonly folder?: string;
  /** @default every request fails the test */
  readonly fetch?: (url: string, init?: FetchInit) => Promise<Response>;
  /** What other commands answer, by the beginning of their line; `undefined`: there is no such command. */
  readonly commands?: Readonly<Record<string, Partial<CommandResult> | undefined>>;
  /** In place of `commands`, where an answer depends on more. */
  readonly run?: (line: string, options: RunOptions) => Partial<CommandResult> | undefined;
  /** @default those of this machine */
  readonly files?: Context["files"];
  /** Standard input. */
  readonly input?: string | Buffer;
  /** What the person at the terminal answers. @default there is nobody */
  readonly answer?: string;
  /** @default every process is gone */
  readonly isRunning?: Context["isRunning"];
  readonly openBrowser?: (address: string) => void;
  /** Whether waiting never ends by itself: a person is about to do something. @default false */
  readonly waitsForever?: boolean;
}

/** A context for tests, and what was done with it. */
interface FakeContext extends Context {
  /** Standard output and standard error so far. */
  written(): { readonly out: string; readonly notes: string };
  readonly requests: (FetchInit & { readonly url: string })[];
  /** Commands that were run, as one line each. */
  readonly commands: string[];
  /** Milliseconds waited, one number for each time. */
  readonly waits: number[];
}

export function fakeContext(given: Fakes = {}): FakeContext {
  const out: string[] = [];
  const notes: string[] = [];
  const requests: FakeContext["requests"] = [];
  const commands: string[] = [];
  const waits: number[] = [];
  const start = parseInstant(given.now ?? "2026-12-01T12:00:00Z") ?? NaN;
  const noRequest = (url: string) => Promise.reject(new Error(`the test expects no request, but ${url}`));
  return {
    environment: given.environment ?? {},
    folder: given.folder ?? "/there-is-no-such-folder",
    now: () => start + waits.reduce((sum, wait) => sum + wait, 0),
    wait: (milliseconds) => {
      waits.push(milliseconds);
      return given.waitsForever ? new Promise(() => undefined) : Promise.resolve();
    },
    fetch: explained((url, init) => {
      requests.push({ url, ...init });
      return (given.fetch ?? noRequest)(url, init);
    }),
    files: given.files ?? processFiles,
    out: (text) => out.push(text),
    note: (line) => notes.push(line),
    readInput: () => Promise.resolve(Buffer.from(given.input ?? "")),
    ask: () => Promise.resolve(given.answer),
    run: (command, args, options = {}) => {
      const line = [command, ...args].join(" ");
      commands.push(line);
      const match = Object.keys(given.commands ?? {}).find((beginning) => line.startsWith(beginning));
      const result = given.run ? given.run(line, options) : given.commands?.[match ?? ""];
      const { out = "", errors = "" } = result ?? {};
      return Promise.resolve(result && { code: 0, out, errors, text: out + errors, ...result });
    },
    isRunning: given.isRunning ?? (() => false),
    openBrowser: given.openBrowser ?? (() => undefined),
    written: () => ({ out: out.join(""), notes: notes.join("\n") }),
    requests,
    commands,
    waits,
  };
}
