import { PulumiCommand, type PulumiFn } from "@pulumi/pulumi/automation";
import type { Environment } from "../steps/job";
import { type EngineOutcome, inlineEngine, type Verb } from "./engineRun";

/** What a worker is asked to do. */
export interface Request {
  readonly verb: Verb;
  readonly stack: string;
  readonly environment: Environment;
}

/** What it answers: one of the two. */
export interface Answer {
  readonly outcome?: EngineOutcome;
  readonly error?: string;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the program is a module the engine requires
const program = require("../../index") as PulumiFn;
const command = PulumiCommand.get();

async function answer({ verb, stack, environment }: Request): Promise<Answer> {
  try {
    const run = inlineEngine(process.cwd(), program, "icertis-access", await command);
    return { outcome: await run(verb, stack, environment) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

process.on("message", (request: Request) => void answer(request).then((reply) => process.send?.(reply)));
