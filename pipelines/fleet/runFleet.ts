import pLimit from "p-limit";
import { remedyFor } from "../steps/remedies";
import { StepFailure } from "../steps/stepFailure";
import type { Verb } from "./engineRun";
import { passes } from "./passingTrouble";
import type { StackOutcome, StackRun } from "./stackRuns";
import type { FleetStack, StacksFile } from "./stacksFile";

/** What became of one stack. */
export interface StackResult {
  readonly stack: string;
  readonly seconds: number;
  /** Runs of it: 2 where the first met a throttled Graph or another passing trouble. */
  readonly attempts: number;
  readonly outcome?: StackOutcome;
  readonly failure?: { readonly error: string; readonly remedy: string; readonly text: string };
}

/** What a fleet run works with. */
export interface Fleet {
  readonly run: StackRun;
  /** The present instant in milliseconds. */
  now(): number;
  /** Told of each stack as it ends. */
  ended(result: StackResult): void;
}

/**
 * Runs every stack, so many at a time. One that fails stops no other; one that met passing trouble is run once more
 * when the others are through, one at a time: Graph has asked for less.
 */
export async function runFleet(verb: Verb, { concurrency, stacks }: StacksFile, fleet: Fleet): Promise<StackResult[]> {
  const atATime = pLimit(concurrency);
  const first = await Promise.all(stacks.map((stack) => atATime(() => runStack(verb, stack, fleet, 1))));
  const results: StackResult[] = [];
  for (const [index, result] of first.entries()) {
    const stack = stacks[index];
    const again = stack && result.failure && passes(result.failure.text);
    results.push(again ? await runStack(verb, stack, fleet, 2) : result);
  }
  return results;
}

async function runStack(verb: Verb, stack: FleetStack, fleet: Fleet, attempts: number): Promise<StackResult> {
  const started = fleet.now();
  const end = (rest: Pick<StackResult, "outcome" | "failure">) => {
    const result = { stack: stack.name, seconds: (fleet.now() - started) / 1000, attempts, ...rest };
    fleet.ended(result);
    return result;
  };
  try {
    return end({ outcome: await fleet.run(verb, stack) });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const remedy = error instanceof StepFailure ? error.remedy : remedyFor(text, stack.name);
    return end({ failure: { error: firstError(text), remedy, text } });
  }
}

/** The engine's own sentence, out of everything the CLI printed around it. */
function firstError(text: string): string {
  const sentences = [...text.matchAll(/error: (.+)/g)].map(([, sentence = ""]) => sentence);
  return sentences.find((sentence) => !/^(update|preview) failed/i.test(sentence)) ?? text.trim().split("\n")[0] ?? "";
}
