import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommandLine } from "../../cli/commandLine";
import { fakeContext, type Fakes } from "../entra/fakeContext";
import { temporaryFolder } from "../temporaryFolder";
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
export interface ToolContext extends Fakes {
  /** Whether a secret may be printed. */
  readonly reveals?: boolean;
}

/** A folder of its own for the tests of one `describe`, or for one test. */
export class ToolFolder {
  readonly path = temporaryFolder();

  write(name: string, content: string | Buffer | object): string {
    const isText = typeof content === "string" || Buffer.isBuffer(content);
    writeFileSync(join(this.path, name), isText ? content : JSON.stringify(content, null, 2));
    return name;
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), "utf8");
  }

  /** Runs a command line in this folder; nothing real is called. Fails where a secret is printed. */
  async run(words: readonly string[], { reveals = false, ...given }: ToolContext = {}): Promise<ToolRun> {
    const context = fakeContext({ folder: this.path, ...given });
    const code = await runCommandLine(words, context);
    const { out, notes } = context.written();
    if (!reveals) assert.ok(!(out + notes).includes(sampleSecret), "a secret was printed");
    return { code, out, notes, commands: context.commands, waits: context.waits };
  }

  /** The code of the error in which a command line ends, as `--json` reports it. */
  async errorOf(words: readonly string[], given: ToolContext = {}): Promise<string> {
    const { code, out } = await this.run([...words, "--json"], given);
    assert.equal(code, 2, out);
    return (JSON.parse(out) as { readonly code: string }).code;
  }
}
