import { spawn } from "node:child_process";
import type { CommandResult, Context } from "./context";

/** How long a server may take to answer. */
const patienceMs = 30_000;

/** The context of a command started by a person or a pipeline. */
export function processContext(): Context {
  return {
    environment: process.env,
    folder: process.cwd(),
    now: Date.now,
    wait,
    fetch: (url, init) => fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(patienceMs) }),
    out: (text) => process.stdout.write(text),
    note: (line) => process.stderr.write(`${line}\n`),
    readInput,
    ask,
    run,
    openBrowser,
  };
}

async function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  const { setTimeout: delay } = await import("node:timers/promises");
  await delay(milliseconds, undefined, { ...(signal && { signal }) }).catch(() => undefined);
}

async function readInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  // Loaded only here: `--help` is to start as fast as Node.js itself.
  const { createInterface } = await import("node:readline/promises");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

function run(command: string, args: readonly string[], folder: string): Promise<CommandResult | undefined> {
  return new Promise((resolve, reject) => {
    // On Windows the Azure CLI is a batch file, which only the command processor starts.
    const batch = process.platform === "win32" && command === "az";
    const [program = command, ...words] = batch ? ["cmd.exe", "/d", "/s", "/c", command, ...args] : [command, ...args];
    const child = spawn(program, words, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.on("error", (error: NodeJS.ErrnoException) => (error.code === "ENOENT" ? resolve(undefined) : reject(error)));
    child.on("close", (code) =>
      resolve({ code: code ?? 1, out: Buffer.concat(out).toString(), errors: Buffer.concat(errors).toString() }),
    );
  });
}

function openBrowser(address: string): void {
  const [command, ...args] =
    process.platform === "darwin"
      ? ["open", address]
      : process.platform === "win32"
        ? ["rundll32", "url.dll,FileProtocolHandler", address]
        : ["xdg-open", address];
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  // The address is printed too, so a machine without a browser needs no message of its own.
  child.on("error", () => undefined);
  child.unref();
}
