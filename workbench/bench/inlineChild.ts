/**
 * A process that previews a stack through the Automation API with the program inline, each time it is asked to. Started
 * by `inlinePreviews.ts`, with the sandbox's environment; its arguments are the folder of the program, its stack's name,
 * and the folder of the CLI.
 */
import * as auto from "@pulumi/pulumi/automation";
import { join } from "node:path";
import { pulumiCommand } from "../engine/findEngine";

const [folder = "", stackName = "", engineFolder = ""] = process.argv.slice(2);
const program = join(folder, "index.ts");

/** The module is loaded once, and what it exports is run for every preview. */
async function runProgram(): Promise<Record<string, unknown>> {
  const { default: run } = (await import(program)) as { default: () => Promise<Record<string, unknown>> };
  return run();
}

async function start() {
  const command = await pulumiCommand({ folder: engineFolder });
  if ("missing" in command) throw new Error(command.missing);
  const stack = await auto.LocalWorkspace.selectStack(
    { stackName, projectName: "icertis-access", program: runProgram },
    { workDir: folder, pulumiCommand: command },
  );
  process.on("message", () => void previewOnce(stack));
  process.send?.({ ready: true });
}

async function previewOnce(stack: auto.Stack): Promise<void> {
  const started = performance.now();
  try {
    const { changeSummary } = await stack.preview({ expectNoChanges: true });
    process.send?.({ seconds: (performance.now() - started) / 1000, changes: changeSummary });
  } catch (error) {
    process.send?.({ failed: (error as Error).message });
  }
}

void start().catch((error: unknown) => process.send?.({ failed: (error as Error).message }));
