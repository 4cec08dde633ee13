import type * as pulumi from "@pulumi/pulumi";
import { isDeepStrictEqual } from "node:util";
import type { GraphCall, Sandbox } from "../../../packages/entra-sandbox";
import { carriers, clientConfig, type Made, type Properties } from "./graphCarrier";
import type { ProgramRun, RegisterRequest } from "./programRun";

interface Remembered extends Made {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  readonly beforeDelete: readonly string[];
}

/** What one pass over the program is run with. */
type Pass = Pick<ProgramRun, "mocks" | "onRequest" | "onHook">;

const keyOf = (type: string, name: string) => `${type} ${name}`;

/**
 * The resources of one rehearsed stack, in memory. A pass makes what is declared and not there, and removes what is
 * there and no longer declared, asking the hooks first; a preview asks the hooks and does nothing else.
 */
export class RehearsedResources {
  private readonly made = new Map<string, Remembered>();

  private readonly graph: GraphCall;

  constructor(private readonly sandbox: Sandbox) {
    this.graph = sandbox.graph();
  }

  /** Runs the program over these resources, then removes what it did not declare. */
  async pass<T>(preview: boolean, run: (pass: Pass) => Promise<T>): Promise<T> {
    const hooks = new Map<string, pulumi.ResourceHook>();
    const requests = new Map<string, RegisterRequest>();
    const underWay = new Set<Promise<unknown>>();
    const ask = async (names: readonly string[], args: pulumi.ResourceHookArgs) => {
      for (const hook of names.map((name) => hooks.get(name))) {
        if (!preview || hook?.opts?.onDryRun) await hook?.callback(args);
      }
    };
    const result = await run({
      mocks: {
        newResource: async ({ type, name, inputs, custom }) => {
          if (!custom) return { id: undefined, state: inputs as object };
          const request = requests.get(keyOf(type, name));
          const settled = this.settled(type, name, inputs as Properties, request, preview, ask);
          underWay.add(settled);
          const { id, outputs } = await settled;
          return { id, state: { ...(inputs as object), ...outputs } };
        },
        call: ({ token }) => {
          if (token === "azuread:index/getClientConfig:getClientConfig") return clientConfig(this.sandbox);
          const message = `the rehearsal does not know the call ${token}; use a Pulumi CLI`;
          // The SDK shows the details a gRPC error would have, and not the message.
          throw Object.assign(new Error(message), { details: message });
        },
      },
      onRequest: (request) => requests.set(keyOf(request.getType(), request.getName()), request),
      onHook: (hook) => hooks.set(hook.name, hook),
      // Of a run that failed too, so that no call of it meets those of the next.
    }).finally(() => Promise.allSettled(underWay));
    for (const [key, { beforeDelete, ...resource }] of [...this.made].reverse()) {
      if (requests.has(key)) continue;
      const { id, name, type, outputs } = resource;
      await ask(beforeDelete, { urn: key, id, name, type, oldOutputs: outputs });
      if (!preview) await this.remove(key, resource);
    }
    return result;
  }

  private async settled(
    type: string,
    name: string,
    inputs: Properties,
    request: RegisterRequest | undefined,
    preview: boolean,
    ask: (names: readonly string[], args: pulumi.ResourceHookArgs) => Promise<void>,
  ): Promise<Made> {
    const key = keyOf(type, name);
    const existing = this.made.get(key);
    if (existing) {
      refuseChange(existing, inputs, request?.getIgnorechangesList() ?? []);
      return existing;
    }
    const carrier = carriers[type];
    if (!carrier) throw new Error(`the rehearsal cannot make a ${type}; use a Pulumi CLI`);
    const hooks = request?.getHooks();
    await ask(hooks?.getBeforeCreateList() ?? [], { urn: key, id: "", name, type, newInputs: inputs });
    if (preview) return { id: "", outputs: {} };
    const made = await carrier.create(inputs, this.graph);
    this.made.set(key, { ...made, type, name, inputs, beforeDelete: hooks?.getBeforeDeleteList() ?? [] });
    return made;
  }

  private async remove(key: string, { type, name, ...made }: Omit<Remembered, "beforeDelete">): Promise<void> {
    const remove = carriers[type]?.remove;
    if (!remove) throw new Error(`the rehearsal cannot remove ${name}, a ${type}; use a Pulumi CLI`);
    await remove(made, this.graph);
    this.made.delete(key);
  }
}

function refuseChange({ name, inputs: before }: Remembered, inputs: Properties, ignored: readonly string[]): void {
  const stated = (properties: Properties) =>
    Object.fromEntries(Object.entries(properties).filter(([property]) => !ignored.includes(property)));
  if (isDeepStrictEqual(stated(before), stated(inputs))) return;
  throw new Error(`the rehearsal changes nothing in place, and ${name} would change; use a Pulumi CLI`);
}
