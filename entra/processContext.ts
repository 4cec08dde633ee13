import { hostname } from "node:os";
import type { CommandResult, Context, Environment, RunOptions } from "./context";
import { assertBounded, processFiles } from "./files";
import { processFetch } from "./network";
import { UserError } from "./userError";

/** The context of a command or program started by a person or a pipeline. What it needs is loaded where it is used. */
export function processContext(environment: Environment = process.env, folder: string = workingFolder()): Context {
  return {
    environment,
    folder,
    now: Date.now,
    wait,
    fetch: processFetch(environment),
    files: processFiles,
    out: (text) => process.stdout.write(text),
    note: (line) => process.stderr.write(`${line}\n`),
    readInput,
    ask,
    run: (command, args, options = {}) => run([command, ...args], { environment, folder }, options),
    isRunning,
    openBrowser: (address) => void openBrowser(address),
  };
}

function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    throw new UserError("folder-missing", "the folder this was started in is gone", "change to one that exists");
  }
}

async function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  const { setTimeout: delay } = await import("node:timers/promises");
  await delay(milliseconds, undefined, { ...(signal && { signal }) }).catch(() => undefined);
}

async function readInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    assertBounded((total += (chunk as Buffer).length), "standard input");
  }
  return Buffer.concat(chunks);
}

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const { createInterface } = await import("node:readline");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl+C and Ctrl+D close the terminal without an answer.
  return new Promise((resolve) => {
    terminal.once("close", () => resolve(""));
    terminal.question(question, (answer) => {
      resolve(answer);
      terminal.close();
    });
  });
}

async function run(
  [command = "", ...args]: readonly string[],
  own: { readonly environment: Environment; readonly folder: string },
  { environment, folder = own.folder, input, echo = false }: RunOptions,
): Promise<CommandResult | undefined> {
  const { x } = await import("tinyexec");
  // The library starts from the variables of this process; what the context does not have is taken away again.
  const none = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  const env = { ...none, ...own.environment, ...environment };
  const started = x(command, args, {
    // A package of the same name in node_modules must not be found before the command on PATH.
    nodePath: false,
    nodeOptions: { cwd: folder, env, stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"] },
    ...(input !== undefined && { stdin: input }),
  });
  let text = "";
  for (const [stream, copy] of [
    [started.process?.stdout, process.stdout],
    [started.process?.stderr, process.stderr],
  ] as const) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (echo) copy.write(chunk);
    });
  }
  try {
    const { stdout, stderr, exitCode } = await started;
    return { code: exitCode ?? 1, out: stdout, errors: stderr, text };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && processFiles.exists(folder)) return undefined;
    throw new UserError("command-failed", `cannot start \`${command}\` in ${folder} (${code ?? "no reason given"})`);
  }
}

function isRunning(host: string, pid: number): boolean | undefined {
  if (host !== hostname()) return undefined;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function openBrowser(address: string): Promise<void> {
  try {
    const { default: open } = await import("open");
    const browser = await open(address);
    browser.on("error", () => undefined);
  } catch {
    // The address is printed too, so a machine without a browser needs no message of its own.
  }
}
