import * as pulumi from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings";
import * as state from "@pulumi/pulumi/runtime/state";
import { programName } from "../../../model/outputs";
import { withGlobals, type Globals } from "./globals";
import type { UnheldFailures } from "./unheldFailures";

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
  readonly failures: UnheldFailures;
  /** Told of each resource's options, which never reach a mock, before the mock is asked. */
  onRequest(request: RegisterRequest): void;
  /** Told of each hook: the test runtime has none of its own. */
  onHook(hook: pulumi.ResourceHook): void;
}

/**
 * Runs `index.ts` on the SDK's test runtime (`pulumi.runtime.setMocks`), in a store of its own: what a run that fails
 * leaves unsettled does not reach the next one.
 *
 * @returns the stack's outputs
 * @throws the error the program, or the carrying out of one of its resources, ended with
 */
export function runProgram(run: ProgramRun): Promise<Record<string, unknown>> {
  return inOwnStore(async () => {
    pulumi.runtime.setAllConfig({ ...run.config });
    await pulumi.runtime.setMocks(run.mocks, programName, run.stack, run.preview, "organization");
    watchRequests((request) => run.onRequest(request));
    collectHooks((hook) => run.onHook(hook));
    return withGlobals(run, () =>
      run.failures.untilFirst(async () => {
        const { default: program } = await import("../../../index");
        const outputs = await valueOf(pulumi.output(await program()));
        await pulumi.runtime.disconnect();
        return outputs;
      }),
    );
  });
}

interface Store {
  callbacks: unknown;
}

/** Members the SDK's types leave out. */
const { withLocalStorage: inOwnStore, getStore } = state as unknown as {
  readonly withLocalStorage: <T>(work: () => Promise<T>) => Promise<T>;
  readonly getStore: () => Store;
};

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
