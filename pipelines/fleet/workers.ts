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

/**
 * Starts a worker where none is idle, so there are as many as stacks at a time. Processes, because inside one process
 * the error of one program reaches every other that runs at that moment: the SDK listens for unhandled rejections.
 *
 * @param folder - folder of the program, with Pulumi.yaml and the stacks' own files
 */
export function workers(folder: string, environment: NodeJS.ProcessEnv = process.env): Workers {
  const idle: ChildProcess[] = [];
  return {
    async run(verb, stack, over) {
      const worker = idle.pop() ?? start(folder, environment);
      const { outcome, error } = await asked(worker, { verb, stack, environment: over });
      if (worker.connected) idle.push(worker);
      if (outcome === undefined) throw new Error(error);
      return outcome;
    },
    end: () => idle.forEach((worker) => worker.disconnect()),
  };
}

function start(cwd: string, env: NodeJS.ProcessEnv): ChildProcess {
  const execArgv = ["--require", "ts-node/register/transpile-only"];
  return fork(join(__dirname, "worker.ts"), [], { cwd, env, execArgv, stdio: ["ignore", "ignore", "inherit", "ipc"] });
}

function asked(worker: ChildProcess, request: Request): Promise<Answer> {
  return new Promise((resolve) => {
    const gone = (code: number | null) => end({ error: `the worker ended with code ${String(code)}` });
    const end = (answer: Answer) => {
      worker.off("message", end);
      worker.off("exit", gone);
      resolve(answer);
    };
    worker.on("message", end);
    worker.on("exit", gone);
    worker.send(request);
  });
}
