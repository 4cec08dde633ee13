import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { createEngineStack, type EngineStack } from "../engine/engineStack";
import type { Engine } from "../engine/findEngine";
import { configureStack } from "../engine/stackFile";
import { formatInstant } from "../../model/instant";
import type { Sandbox } from "../../packages/entra-sandbox";
import { briefly } from "./checks";
import { DemoError } from "./demoError";
import { asOutputs, type DemoEngine, type DeployedStack } from "./deployedStack";

const project = join(__dirname, "..", "..");

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
        throw new DemoError(`${join(engine.folder, "pulumi")} makes no stack ${name}: ${briefly(error)}`);
      });
      stacks.push(stack);
      return deployed(stack, name, sandbox);
    },
    close,
  };
}

function deployed(stack: EngineStack, name: string, sandbox: Sandbox): DeployedStack {
  const file = `Pulumi.${name}.yaml`;
  const rehearseNow = () => stack.rehearseAt(formatInstant(sandbox.clock.now().getTime()));
  return {
    name,
    async preview() {
      rehearseNow();
      await stack.stack.preview();
    },
    async up() {
      rehearseNow();
      const { outputs } = await stack.stack.up();
      return asOutputs(Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value])), name);
    },
    configure(values) {
      copyFileSync(join(project, file), join(stack.folder, file));
      configureStack(join(stack.folder, file), values);
    },
  };
}
