import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings";
import * as state from "@pulumi/pulumi/runtime/state";

/** What a program registers of one resource. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly parent: string;
  /** Inputs, secrets unwrapped. */
  readonly inputs: Record<string, unknown>;
  readonly ignoreChanges: readonly string[];
  readonly deletedWith: string;
  readonly dependsOn: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly additionalSecretOutputs: readonly string[];
  readonly hooks: Hooks;
}

/** Names of the hooks of a resource. */
export interface Hooks {
  readonly beforeCreate: readonly string[];
  readonly beforeUpdate: readonly string[];
  readonly beforeDelete: readonly string[];
  readonly onError: readonly string[];
}

/** A resource that is to be made, as a mock sees it, with the options that never reach the SDK's own mocks. */
export interface Requested extends pulumi.runtime.MockResourceArgs {
  readonly ignoreChanges: readonly string[];
  readonly hooks: Hooks;
}

/** How a program is run. */
interface FakeRuntime {
  readonly project: string;
  readonly stack: string;
  readonly organization?: string;
  readonly preview?: boolean;
  /** The merged configuration, a text per full key. */
  readonly config?: Readonly<Record<string, string>>;
  readonly secretKeys?: string[];
  /** Makes a resource. A failure ends the run. */
  newResource(request: Requested): Promise<pulumi.runtime.MockResourceResult> | pulumi.runtime.MockResourceResult;
  /** Answers a provider function; the program may catch what it throws. */
  call(args: pulumi.runtime.MockCallArgs): pulumi.runtime.MockCallResult;
}

/** What a program did. */
export interface FakeRun<T> {
  readonly result: T;
  readonly registrations: readonly Registration[];
  /** The hooks the program registered; the one who runs it calls them. */
  readonly hooks: ReadonlyMap<string, pulumi.ResourceHook>;
  readonly errorHooks: ReadonlyMap<string, pulumi.ErrorHook>;
  /** Tokens of the provider functions it called. */
  readonly calls: readonly string[];
  /** Outputs a component registered, by URN. */
  registeredOutputs(urn: string): Record<string, unknown>;
}

/**
 * Runs a program on the SDK's test runtime (`pulumi.runtime.setMocks`), each run in a store of its own, so that what one
 * leaves unsettled does not reach the next.
 *
 * This is the one place that uses what the SDK keeps to itself. The test runtime shows a mock no options of a resource,
 * so they are read from the request to the monitor; it has no hooks, so the server that an engine would call back is
 * replaced; and an output says its value to nobody outside the SDK.
 *
 * @param program - is handed the hooks, which it needs where resources ask them
 */
export function runOnFake<T>(
  program: (run: Omit<FakeRun<T>, "result">) => Promise<T> | T,
  options: FakeRuntime,
): Promise<FakeRun<T>> {
  return inOwnStore(async () => {
    const calls: string[] = [];
    const registrations: Registration[] = [];
    const hooks = new Map<string, pulumi.ResourceHook>();
    const errorHooks = new Map<string, pulumi.ErrorHook>();
    const requests = new Map<string, RegisterRequest>();
    let fail: (error: unknown) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => (fail = reject));
    // A run may end before anything fails.
    failed.catch(() => undefined);

    pulumi.runtime.setAllConfig({ ...options.config }, options.secretKeys);
    await pulumi.runtime.setMocks(
      {
        async newResource(args) {
          const request = requests.get(`${args.type} ${args.name}`);
          try {
            return await options.newResource({ ...args, ...optionsOf(request) });
          } catch (error) {
            fail(error);
            // A rejection would spread to every output that depends on the resource, where nobody waits for it.
            return new Promise(() => undefined);
          }
        },
        call(args) {
          calls.push(args.token);
          return options.call(args);
        },
      },
      options.project,
      options.stack,
      options.preview ?? false,
      options.organization,
    );
    const monitor = settings.getMonitor() as unknown as Monitor;
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
      requests.set(`${request.getType()} ${request.getName()}`, request);
      return register(request, (error, response) => {
        if (!error) registrations.push(registrationOf(request, response.getUrn()));
        callback(error, response);
      });
    };
    getStore().callbacks = {
      registerResourceHook(hook: pulumi.ResourceHook) {
        // Called later, it still belongs to this run: whether that is a preview, for one.
        Object.assign(hook, { callback: AsyncResource.bind(hook.callback) });
        return Promise.resolve(hooks.set(hook.name, hook));
      },
      registerErrorHook: (hook: pulumi.ErrorHook) => Promise.resolve(errorHooks.set(hook.name, hook)),
      awaitStackRegistrations: () => Promise.resolve(),
      shutdown: () => undefined,
    };
    const registeredOutputs = (urn: string) => {
      const outputs = monitor.getRegisteredResources().get(urn)?.state as Properties;
      return outputs.toJavaScript();
    };
    const run = { registrations, hooks, errorHooks, calls, registeredOutputs };
    const work = async () => {
      const result = await program(run);
      await pulumi.runtime.disconnect();
      return result;
    };
    return { ...run, result: await Promise.race([work(), failed]) };
  });
}

/** The value of an output, once known; what is unknown in a preview is `undefined`. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(): Promise<T> }).promise();
}

const { withLocalStorage: inOwnStore, getStore } = state as unknown as {
  readonly withLocalStorage: <T>(work: () => Promise<T>) => Promise<T>;
  readonly getStore: () => { callbacks: unknown };
};

interface Properties {
  toJavaScript(): Record<string, unknown>;
}

interface Monitor {
  registerResource(
    request: RegisterRequest,
    callback: (error: unknown, response: { getUrn(): string }) => void,
  ): Promise<void>;
  getRegisteredResources(): Map<string, { state: unknown }>;
}

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getObject(): Properties;
  getIgnorechangesList(): string[];
  getDeletedwith(): string;
  getDependenciesList(): string[];
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getAdditionalsecretoutputsList(): string[];
  getHooks():
    | {
        getBeforeCreateList(): string[];
        getBeforeUpdateList(): string[];
        getBeforeDeleteList(): string[];
        getOnErrorList(): string[];
      }
    | undefined;
}

function optionsOf(request: RegisterRequest | undefined): Pick<Requested, "ignoreChanges" | "hooks"> {
  const hooks = request?.getHooks();
  return {
    ignoreChanges: request?.getIgnorechangesList() ?? [],
    hooks: {
      beforeCreate: hooks?.getBeforeCreateList() ?? [],
      beforeUpdate: hooks?.getBeforeUpdateList() ?? [],
      beforeDelete: hooks?.getBeforeDeleteList() ?? [],
      onError: hooks?.getOnErrorList() ?? [],
    },
  };
}

function registrationOf(request: RegisterRequest, urn: string): Registration {
  return {
    type: request.getType(),
    name: request.getName(),
    urn,
    parent: request.getParent(),
    inputs: request.getObject().toJavaScript(),
    deletedWith: request.getDeletedwith(),
    dependsOn: request.getDependenciesList(),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    ...optionsOf(request),
  };
}
