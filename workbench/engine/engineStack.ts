import * as auto from "@pulumi/pulumi/automation";
import { join } from "node:path";
import { configureStack, stackFile } from "./stackConfig";
import type { Engine } from "./findEngine";
import { makeProgramFolder, type ProgramFolder } from "./programFolder";
import { pulumiCommand } from "./findEngine";

/** A stack of this very program under the real engine, with a home, a state and a folder of its own. */
export interface EngineStack {
  readonly stack: auto.Stack;
  /** The folder the program runs in. */
  readonly folder: string;
  /** The folder the state is kept in. */
  readonly stateFolder: string;
  /** The environment the CLI runs with, for commands beside the Automation API. */
  readonly environment: Readonly<Record<string, string>>;
  /** Sets environment variables for later runs. */
  setEnvironment(variables: Readonly<Record<string, string>>): void;
  /** Sets the instant later runs happen at. */
  setNow(instant: string): void;
  /**
   * Previews, then updates, as `pulumi up` does. The Automation API's own `up` skips the preview, and with it the
   * error before anything has happened.
   */
  up(): Promise<auto.UpResult>;
  /** Previews, then destroys, as `pulumi destroy --run-program` does. */
  destroy(): Promise<auto.DestroyResult>;
  /** Writes values into the stack's file; `undefined` removes a key. */
  configure(values: Readonly<Record<string, unknown>>): void;
  /** Removes the folder, and with it home and state. */
  remove(): void;
}

/** How a stack is set up. */
export interface EngineStackOptions {
  /** Stack name: `dev` and `prod` have a file of their own. */
  readonly name: string;
  /** What points the provider at the sandbox. */
  readonly environment: Readonly<Record<string, string>>;
  /** Root of this project. */
  readonly project: string;
}

/** Copies the program to a temporary folder and makes a stack of it on a file backend there; nothing stays on failure. */
export async function createEngineStack(engine: Engine, options: EngineStackOptions): Promise<EngineStack> {
  const command = await pulumiCommand(engine);
  if ("missing" in command) throw new Error(command.missing);
  const copy = makeProgramFolder(engine, options.project, ["dev", "prod"].map(stackFile));
  try {
    return await stackIn(copy, command, options);
  } catch (error) {
    copy.remove();
    throw error;
  }
}

async function stackIn(
  { folder, state, home, environment: own, remove }: ProgramFolder,
  command: auto.PulumiCommand,
  options: EngineStackOptions,
): Promise<EngineStack> {
  const environment: Record<string, string> = { ...options.environment, ...own };
  const stack = await auto.LocalWorkspace.createOrSelectStack(
    { stackName: options.name, workDir: folder },
    { envVars: environment, pulumiHome: home, secretsProvider: "passphrase", pulumiCommand: command },
  );
  const setEnvironment = (variables: Readonly<Record<string, string>>) => {
    Object.assign(environment, variables);
    Object.assign(stack.workspace.envVars, variables);
  };
  return {
    stack,
    folder,
    stateFolder: state,
    environment,
    setEnvironment,
    setNow: (instant) => setEnvironment({ ICERTIS_ACCESS_NOW: instant }),
    async up() {
      await stack.preview();
      return stack.up();
    },
    async destroy() {
      await stack.destroy({ runProgram: true, previewOnly: true });
      return stack.destroy({ runProgram: true });
    },
    configure(values) {
      configureStack(join(folder, `Pulumi.${options.name}.yaml`), values);
    },
    remove,
  };
}
