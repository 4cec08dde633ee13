import { spawn } from "node:child_process";
import type { Ended, Environment, Job, RunOptions } from "./job";

/** How long a server may take to answer. */
const patienceMs = 30_000;

/** The job as a process of a pipeline or of a person sees it. */
export function processJob(environment: Environment = process.env, folder: string = process.cwd()): Job {
  return {
    environment,
    folder,
    now: Date.now,
    fetch: (url, init) => fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(patienceMs) }),
    log: (line) => process.stdout.write(`${line}\n`),
    run: (command, args, options = {}) => run(command, args, environment, folder, options),
  };
}

function run(
  command: string,
  args: readonly string[],
  environment: Environment,
  folder: string,
  { environment: over, folder: cwd = folder, quiet = false }: RunOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { ...environment, ...over };
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    const out: Buffer[] = [];
    const all: Buffer[] = [];
    const gather = (own: Buffer[] | undefined, echo: NodeJS.WriteStream) => (chunk: Buffer) => {
      own?.push(chunk);
      all.push(chunk);
      if (!quiet) echo.write(chunk);
    };
    child.stdout.on("data", gather(out, process.stdout));
    child.stderr.on("data", gather(undefined, process.stderr));
    child.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ENOENT"
        ? resolve({ code: 127, out: "", text: `${command}: there is no such command on PATH` })
        : reject(error),
    );
    child.on("close", (code) =>
      resolve({ code: code ?? 1, out: Buffer.concat(out).toString(), text: Buffer.concat(all).toString() }),
    );
  });
}
