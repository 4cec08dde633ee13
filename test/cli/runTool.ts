import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseInstant } from "../../model/instant";
import { runCommandLine } from "../../cli/commandLine";
import type { CommandResult, Context } from "../../entra/context";
import { sampleSecret } from "./sampleOutputs";

/** What a command line came to. */
export interface ToolRun {
  readonly code: number;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly notes: string;
  /** Commands it ran, as one line each. */
  readonly commands: readonly string[];
  /** Milliseconds it waited, one number for each time. */
  readonly waits: readonly number[];
}

/** What surrounds a command line under test. */
export interface ToolContext {
  readonly now?: string;
  readonly input?: string | Buffer;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly fetch?: Context["fetch"];
  /** What other commands answer, by the beginning of their line; `undefined`: there is no such command. */
  readonly commands?: Readonly<Record<string, Partial<CommandResult> | undefined>>;
  /** What the person at the terminal answers. */
  readonly answer?: string;
  readonly openBrowser?: (address: string) => void;
  /** Whether waiting never ends by itself: a person is about to do something. */
  readonly patient?: boolean;
  /** Whether a secret may be printed. */
  readonly reveals?: boolean;
}

/** A folder of its own for the tests of one `describe`. */
export class ToolFolder {
  readonly path = mkdtempSync(join(tmpdir(), "icertis-access-tools-"));

  write(name: string, content: string | Buffer | object): string {
    const isText = typeof content === "string" || Buffer.isBuffer(content);
    writeFileSync(join(this.path, name), isText ? content : JSON.stringify(content, null, 2));
    return name;
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), "utf8");
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Runs a command line in this folder; nothing real is called. Fails where a secret is printed. */
  async run(words: readonly string[], given: ToolContext = {}): Promise<ToolRun> {
    const out: string[] = [];
    const notes: string[] = [];
    const commands: string[] = [];
    const waits: number[] = [];
    const start = parseInstant(given.now ?? "2026-12-01T12:00:00Z") ?? NaN;
    const code = await runCommandLine(words, {
      environment: given.environment ?? {},
      folder: this.path,
      now: () => start + waits.reduce((sum, wait) => sum + wait, 0),
      wait: (milliseconds) => {
        waits.push(milliseconds);
        return given.patient ? new Promise(() => undefined) : Promise.resolve();
      },
      fetch: given.fetch ?? ((url) => Promise.reject(new Error(`the test expects no request, but ${url}`))),
      out: (text) => out.push(text),
      note: (line) => notes.push(line),
      readInput: () => Promise.resolve(Buffer.from(given.input ?? "")),
      ask: () => Promise.resolve(given.answer),
      run: (command, args) => {
        const line = [command, ...args].join(" ");
        commands.push(line);
        const match = Object.keys(given.commands ?? {}).find((beginning) => line.startsWith(beginning));
        const result = match === undefined ? undefined : given.commands?.[match];
        return Promise.resolve(result && { code: 0, out: "", errors: "", ...result });
      },
      openBrowser: given.openBrowser ?? (() => undefined),
    });
    const run = { code, out: out.join(""), notes: notes.join("\n"), commands, waits };
    if (!given.reveals) assert.ok(!(run.out + run.notes).includes(sampleSecret), "a secret was printed");
    return run;
  }
}
