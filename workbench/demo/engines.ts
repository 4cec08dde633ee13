import { copyFileSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "../../entra/userError";
import { formatInstant } from "../../model/instant";
import { contractProblem, type OAuthOutputs, type OAuthSecrets } from "../../model/outputs";
import type { Sandbox } from "../../packages/entra-sandbox";
import { createEngineStack, type EngineStack } from "../engine/engineStack";
import { FakeStack } from "../engine/fakeEngine";
import { findEngine, pulumiCommand, type Engine } from "../engine/findEngine";
import { configureStack, stackFile } from "../engine/stackConfig";
import { briefly } from "./checks";

/** Outputs of a stack, the secret ones included. */
export type Outputs = OAuthOutputs & OAuthSecrets;

/** One environment of this program, deployed to the sandbox. */
export interface DeployedStack {
  readonly name: string;
  /** What an `up` begins with: nothing is changed. Rejects with the engine's message where the run is refused. */
  preview(): Promise<void>;
  /** Updates, at the sandbox's date. */
  up(): Promise<Outputs>;
  /** Sets values in place of those in the stack's file from the next run on; `{}` puts the file's back. */
  configure(values: Readonly<Record<string, unknown>>): void;
}

/** What runs the program. */
export interface DemoEngine {
  readonly kind: EngineKind;
  /** One sentence on what that is. */
  readonly description: string;
  /** Makes a stack of the name; its file lies in test/fixtures. Nothing is deployed yet. */
  newStack(name: string): Promise<DeployedStack>;
  /** Removes what the stacks left on this machine. */
  close(): void;
}

export const engineKinds = ["real", "fake"] as const;

export type EngineKind = (typeof engineKinds)[number];

const project = join(__dirname, "..", "..");

/**
 * The engine asked for; by default the real one where this machine has one that serves, else the fake. A CLI that is found
 * is asked for its version; nothing is downloaded.
 *
 * @throws UserError where the choice is `real` and cannot be met
 */
export async function chooseEngine(choice: EngineKind | undefined): Promise<(sandbox: Sandbox) => DemoEngine> {
  if (choice === "fake") return (sandbox) => fakeEngine(sandbox, "asked for");
  const instead = (reason: string) => {
    if (choice === "real") throw new UserError("engine-missing", reason);
    return (sandbox: Sandbox) => fakeEngine(sandbox, reason);
  };
  const engine = findEngine();
  if ("missing" in engine) return instead(engine.missing);
  if (choice === undefined && process.platform !== "linux") {
    // The providers are Go programs: elsewhere they take certificate authorities from the system's store alone.
    return instead(`the providers trust the sandbox's certificate on Linux only, not on ${process.platform}`);
  }
  const command = await pulumiCommand(engine);
  if ("missing" in command) return instead(command.missing);
  return (sandbox) => realEngine(engine, sandbox);
}

/**
 * The program in this process, on the SDK's test runtime; see `engine/fakeEngine.ts`.
 *
 * @param reason - why it is not the real one
 */
export function fakeEngine(sandbox: Sandbox, reason: string): DemoEngine {
  return {
    kind: "fake",
    description: `a fake without an engine or a state file (${reason}): the program runs on the Pulumi SDK's test runtime, and what it registers is carried out as Graph calls`,
    newStack(name) {
      const stack = new FakeStack(name, sandbox);
      return Promise.resolve({
        name,
        preview: () => stack.preview(),
        up: async () => asOutputs(await stack.up(), name),
        configure: (values) => stack.configure(values),
      });
    },
    close: () => undefined,
  };
}

/** The Pulumi CLI of this machine with the real providers, on a file backend in a temporary folder. */
export function realEngine(engine: Engine, sandbox: Sandbox): DemoEngine {
  const stacks: EngineStack[] = [];
  const close = () => {
    process.removeListener("exit", close);
    for (const stack of stacks) stack.remove();
  };
  process.once("exit", close);
  return {
    kind: "real",
    description:
      "the Pulumi CLI of this machine with the real azuread and random providers, its state in a temporary folder",
    async newStack(name) {
      const options = { name, environment: sandbox.environment, project };
      const stack = await createEngineStack(engine, options).catch((error: unknown) => {
        const cli = join(engine.folder, "pulumi");
        throw new UserError("engine-failed", `${cli} makes no stack ${name}: ${briefly(error)}`);
      });
      stacks.push(stack);
      return realStack(stack, name, sandbox);
    },
    close,
  };
}

function realStack(stack: EngineStack, name: string, sandbox: Sandbox): DeployedStack {
  const own = join(stack.folder, basename(stackFile(name)));
  const setNow = () => stack.setNow(formatInstant(sandbox.clock.now().getTime()));
  return {
    name,
    async preview() {
      setNow();
      await stack.stack.preview();
    },
    async up() {
      setNow();
      const { outputs } = await stack.stack.up();
      return asOutputs(Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value])), name);
    },
    configure(values) {
      copyFileSync(stackFile(name), own);
      configureStack(own, values);
    },
  };
}

/** The outputs as the contract describes them. */
function asOutputs(values: Readonly<Record<string, unknown>>, stack: string): Outputs {
  const problem = contractProblem(values["contractVersion"], `stack ${stack}`);
  if (problem !== undefined) throw new Error(problem);
  return values as unknown as Outputs;
}
