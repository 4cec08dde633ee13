import { spawn } from "node:child_process";

/** A command to run and to take the time of. */
interface TimedCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  /** The whole environment of the command. */
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the command. */
  readonly signal: AbortSignal;
  /** Whether it is to end with an error. @default false */
  readonly fails?: boolean;
}

/** How a command ended. */
export interface TimedResult {
  readonly seconds: number;
  readonly out: string;
}

/** No command here takes that long: one that does hangs. */
const timeoutMs = 300_000;

/** The CLI ends its plugins before itself, and waits for calls under way; killed at once, it would leave them behind. */
const graceMs = 45_000;

/**
 * Runs a command and takes its time from its start to its end. The command is a process of its own and this one stays
 * free to answer it: the sandbox listens in here.
 */
export function timed({
  command,
  args,
  folder,
  environment,
  signal,
  fails = false,
}: TimedCommand): Promise<TimedResult> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const end = () => {
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), graceMs).unref();
    };
    stop.addEventListener("abort", end, { once: true });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      const seconds = (performance.now() - started) / 1000;
      stop.removeEventListener("abort", end);
      const text = Buffer.concat(out).toString();
      if (stop.aborted) return reject(stop.reason as Error);
      if ((code !== 0) === fails) return resolve({ seconds, out: text });
      const printed = [text, Buffer.concat(errors).toString()].join("\n").trim();
      reject(new Error(`${command} ${args.join(" ")} ended with ${String(code)}:\n${printed}`));
    });
  });
}
