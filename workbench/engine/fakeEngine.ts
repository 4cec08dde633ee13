import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import type { GraphCall, LoopbackFetch, Sandbox } from "../../packages/entra-sandbox";
import { formatInstant } from "../../model/instant";
import { programName } from "../../model/program";
import { withEnvironment } from "./environment";
import { runOnFake, valueOf, type FakeRun, type Requested } from "./fakeRuntime";
import { appliers, answers, type Made, type Properties } from "./graphApplier";
import { stackConfig } from "./stackConfig";

interface Remembered extends Made {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  readonly beforeDelete: readonly string[];
}

type Hooks = FakeRun<unknown>["hooks"];

const keyOf = ({ type, name }: { readonly type: string; readonly name: string }) => `${type} ${name}`;

// All runs of this process share its environment variables.
let last: Promise<unknown> = Promise.resolve();

/**
 * A stack of this program without an engine: the program runs in this process, and what it registers becomes Graph calls
 * against a sandbox. It makes what is declared and not there, and removes what is there and no longer declared, asking
 * the hooks first; it changes nothing in place, and remembers what it made until the process ends.
 */
export class FakeStack {
  private readonly made = new Map<string, Remembered>();
  private readonly graph: GraphCall;
  private overrides: Properties = {};
  /** Those of the last update. */
  private outputs: Properties = {};

  constructor(
    readonly name: string,
    private readonly sandbox: Sandbox,
  ) {
    this.graph = sandbox.graph();
  }

  /** Sets values in place of those in the stack's file from the next run on; `{}` puts the file's back. */
  configure(values: Properties): void {
    this.overrides = values;
  }

  /** Asks the hooks that a preview asks, and changes nothing. */
  async preview(): Promise<void> {
    await this.run(true);
  }

  /** @returns the stack's outputs */
  up(): Promise<Properties> {
    return this.run(false);
  }

  private run(preview: boolean): Promise<Properties> {
    const next = last.then(() => this.runNow(preview));
    last = next.catch(() => undefined);
    return next;
  }

  private async runNow(preview: boolean): Promise<Properties> {
    const config = {
      ...stackConfig(this.name, this.overrides),
      "azuread:metadataHost": new URL(this.sandbox.url).host,
    };
    const declared = new Set<string>();
    const underWay = new Set<Promise<unknown>>();
    let hooks: Hooks = new Map();
    const ask = async (names: readonly string[], args: pulumi.ResourceHookArgs) => {
      for (const hook of names.map((name) => hooks.get(name))) {
        if (!preview || hook?.opts?.onDryRun) await hook?.callback(args);
      }
    };
    const program = async (run: { readonly hooks: Hooks }) => {
      hooks = run.hooks;
      const { default: index } = await import("../../index");
      return valueOf(pulumi.output(await index()));
    };
    const { result } = await withGlobals(
      this.sandbox,
      () =>
        runOnFake(program, {
          project: programName,
          stack: this.name,
          organization: "organization",
          preview,
          config,
          secretKeys: [`${programName}:apiKey`],
          newResource: async (request) => {
            if (!request.custom) return { id: undefined, state: request.inputs as object };
            declared.add(keyOf(request));
            const settled = this.settled(request, preview, ask);
            underWay.add(settled);
            const { id, outputs } = await settled;
            return { id, state: { ...(request.inputs as object), ...outputs } };
          },
          call: ({ token, inputs }) => {
            if (token === "pulumi:pulumi:readStackOutputs") return { outputs: this.outputs };
            const answer = answers[token];
            if (answer) return answer(inputs as Properties, this.sandbox);
            const message = `the fake engine does not know the call ${token}; use a Pulumi CLI`;
            // The SDK shows the details a gRPC error would have, and not the message.
            throw Object.assign(new Error(message), { details: message });
          },
        }),
      // No call of a run that failed may meet those of the next.
    ).finally(() => Promise.allSettled(underWay));
    for (const [key, { beforeDelete, ...resource }] of [...this.made].reverse()) {
      if (declared.has(key)) continue;
      const { id, name, type, outputs } = resource;
      await ask(beforeDelete, { urn: key, id, name, type, oldOutputs: outputs });
      if (!preview) await this.remove(key, resource);
    }
    if (!preview) this.outputs = result;
    return result;
  }

  private async settled(
    { type, name, inputs, ignoreChanges, hooks }: Requested,
    preview: boolean,
    ask: (names: readonly string[], args: pulumi.ResourceHookArgs) => Promise<void>,
  ): Promise<Made> {
    const key = keyOf({ type, name });
    const given = inputs as Properties;
    const existing = this.made.get(key);
    if (existing) {
      assertUnchanged(existing, given, ignoreChanges);
      return existing;
    }
    const applier = appliers[type];
    if (!applier) throw new Error(`the fake engine cannot make a ${type}; use a Pulumi CLI`);
    await ask(hooks.beforeCreate, { urn: key, id: "", name, type, newInputs: given });
    if (preview) return { id: "", outputs: {} };
    const made = await applier.create(given, this.graph);
    this.made.set(key, { ...made, type, name, inputs: given, beforeDelete: hooks.beforeDelete });
    return made;
  }

  private async remove(key: string, { type, name, ...made }: Omit<Remembered, "beforeDelete">): Promise<void> {
    const remove = appliers[type]?.remove;
    if (!remove) throw new Error(`the fake engine cannot remove ${name}, a ${type}; use a Pulumi CLI`);
    await remove(made, this.graph);
    this.made.delete(key);
  }
}

function assertUnchanged({ name, inputs: before }: Remembered, inputs: Properties, ignored: readonly string[]): void {
  const stated = (properties: Properties) =>
    Object.fromEntries(Object.entries(properties).filter(([property]) => !ignored.includes(property)));
  if (isDeepStrictEqual(stated(before), stated(inputs))) return;
  throw new Error(`the fake engine changes nothing in place, and ${name} would change; use a Pulumi CLI`);
}

/**
 * Runs something with what the program takes from its process, and a process of its own would bring: the instant, and a
 * network that trusts the sandbox, for Node.js takes further certificate authorities only when it starts.
 */
async function withGlobals<T>({ clock, fetch }: Sandbox, run: () => Promise<T>): Promise<T> {
  const before = globalThis.fetch;
  globalThis.fetch = formFetch(fetch);
  try {
    return await withEnvironment({ ICERTIS_ACCESS_NOW: formatInstant(clock.now().getTime()) }, run);
  } finally {
    globalThis.fetch = before;
  }
}

/** Forms are all that the program sends. */
function formFetch(fetch: LoopbackFetch): typeof globalThis.fetch {
  const form = { "content-type": "application/x-www-form-urlencoded" };
  return (input, { method = "GET", body, headers } = {}) => {
    const sent = typeof body === "string" || body instanceof URLSearchParams ? { body: body.toString() } : {};
    const all = { ...(sent.body !== undefined && form), ...Object.fromEntries(new Headers(headers)) };
    return fetch(input instanceof Request ? input.url : String(input), { method, headers: all, ...sent });
  };
}
