import * as pulumi from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings";
import * as state from "@pulumi/pulumi/runtime/state";
import { setImmediate } from "node:timers/promises";
import { programName } from "../../model/outputsContract";
import { withGlobals, type Globals } from "./globals";

/** A registration as the engine would receive it. */
export interface RegisterRequest {
  getType(): string;
  getName(): string;
  getIgnorechangesList(): string[];
  getHooks(): { getBeforeCreateList(): string[]; getBeforeDeleteList(): string[] } | undefined;
}

/** One run of the program in this process. */
export interface ProgramRun extends Globals {
  readonly stack: string;
  readonly preview: boolean;
  /** The merged configuration, a text per full key. */
  readonly config: Readonly<Record<string, string>>;
  readonly mocks: pulumi.runtime.Mocks;
  /** Told of each resource's options, which never reach a mock, before the mock is asked. */
  onRequest(request: RegisterRequest): void;
  /** Told of each hook: the test runtime has none of its own. */
  onHook(hook: pulumi.ResourceHook): void;
}

/**
 * Runs `index.ts` on the SDK's test runtime (`pulumi.runtime.setMocks`). Its settings are global, so one run at a time.
 *
 * @returns the stack's outputs
 * @throws the error the program, or the carrying out of one of its resources, ended with
 */
export async function runProgram(run: ProgramRun): Promise<Record<string, unknown>> {
  pulumi.runtime.setAllConfig({ ...run.config });
  await pulumi.runtime.setMocks(run.mocks, programName, run.stack, run.preview, "organization");
  watchRequests((request) => run.onRequest(request));
  collectHooks((hook) => run.onHook(hook));
  return withGlobals(run, () =>
    untilFirstFailure(async () => {
      const { default: program } = await import("../../index");
      return valueOf(pulumi.output(await program()));
    }),
  );
}

/**
 * A resource that fails rejects promises nobody holds, and outputs that depend on it never settle: the first rejection
 * ends the run, as it does in the real language host.
 */
async function untilFirstFailure<T>(work: () => Promise<T>): Promise<T> {
  const failures: unknown[] = [];
  let onRejection: (reason: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    onRejection = (reason) => {
      failures.push(reason);
      reject(reason instanceof Error ? reason : new Error(String(reason)));
    };
  });
  process.on("unhandledRejection", onRejection);
  try {
    return await Promise.race([work(), failed]);
  } finally {
    // What is under way ends first, so that no rejection arrives when nobody listens any more.
    await pulumi.runtime.disconnect();
    await setImmediate();
    process.off("unhandledRejection", onRejection);
    if (failures.length > 0) await failed;
  }
}

type Callback = (error: unknown, response: unknown) => void;
interface Monitor {
  registerResource: (request: RegisterRequest, callback: Callback) => Promise<void>;
}

function watchRequests(onRequest: (request: RegisterRequest) => void): void {
  const monitor = settings.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    onRequest(request);
    return register(request, callback);
  };
}

/** In place of the server through which an engine would call the hooks back; here they are called directly. */
function collectHooks(onHook: (hook: pulumi.ResourceHook) => void): void {
  const { getStore } = state as unknown as { getStore: () => { callbacks: unknown } };
  getStore().callbacks = {
    registerResourceHook: (hook: pulumi.ResourceHook) => Promise.resolve(onHook(hook)),
    // Error hooks add advice to a provider's error; here there is no provider.
    registerErrorHook: () => Promise.resolve(),
    awaitStackRegistrations: () => Promise.resolve(),
    shutdown: () => undefined,
  };
}

/** The value of an output; what is unknown in a preview is `undefined`. */
function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(): Promise<T> }).promise();
}
