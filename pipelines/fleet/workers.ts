import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { EngineRun } from "./engineRun";
import type { Answer, Request } from "./worker";

/** Processes that run the engine, each for one stack at a time. */
export interface Workers {
  readonly run: EngineRun;
  /** Ends them; none may be at work. */
  end(): void;
}

/** How workers are started. */
export interface WorkerOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** The program of a worker, where it is not the engine's. */
  readonly program?: string;
}

/**
 * Starts a worker where none is idle, so there are as many as stacks at a time. Processes, because inside one process
 * the error of one program reaches every other that runs at that moment: the SDK listens for unhandled rejections.
 *
 * @param folder - folder of the program, with Pulumi.yaml and the stacks' own files
 */
export function workers(folder: string, options: WorkerOptions = {}): Workers {
  const idle = new Set<ChildProcess>();
  const taken = (): ChildProcess => {
    const worker = [...idle].at(-1) ?? started(folder, options, idle);
    idle.delete(worker);
    return worker;
  };
  return {
    async run(verb, stack, environment) {
      const worker = taken();
      const { outcome, error } = await asked(worker, { verb, stack, environment });
      if (worker.connected) idle.add(worker);
      if (outcome === undefined) throw new Error(error);
      return outcome;
    },
    end: () => idle.forEach((worker) => worker.disconnect()),
  };
}

function started(cwd: string, options: WorkerOptions, idle: Set<ChildProcess>): ChildProcess {
  const { environment: env = process.env, program = join(__dirname, "worker.ts") } = options;
  const execArgv = ["--require", "ts-node/register/transpile-only"];
  const worker = fork(program, [], { cwd, env, execArgv, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  // One that ends while it has nothing to do is given nothing any more; without a listener its error ends the fleet.
  for (const event of ["disconnect", "exit", "error"]) worker.on(event, () => idle.delete(worker));
  return worker;
}

function asked(worker: ChildProcess, request: Request): Promise<Answer> {
  return new Promise((resolve) => {
    const gone = (code: number | null) => end({ error: `the worker ended with code ${String(code)}` });
    const failed = (error: Error) => end({ error: `the worker could not be asked: ${error.message}` });
    const end = (answer: Answer) => {
      worker.off("message", end).off("exit", gone).off("error", failed);
      resolve(answer);
    };
    worker.on("message", end).on("exit", gone).on("error", failed);
    worker.send(request, (error) => error && failed(error));
  });
}
