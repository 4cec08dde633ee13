import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { EngineStack } from "../engine/engineStack";
import type { Engine } from "../engine/findEngine";

/** Previews through an inline Automation API program, in a process that stays. */
interface InlinePreviews {
  /** Previews once. @returns its seconds, as seen by that process */
  preview(): Promise<number>;
  end(): Promise<void>;
}

type Answer = { readonly seconds?: number; readonly failed?: string };

/** Starts the process; it has loaded nothing of the program yet. */
export async function startInlinePreviews(
  engine: Engine,
  { stack, folder, environment }: EngineStack,
): Promise<InlinePreviews> {
  const child = fork(join(__dirname, "inlineChild.ts"), [folder, stack.name, engine.folder], {
    env: { ...process.env, ...environment },
    execArgv: ["--require", "ts-node/register/transpile-only"],
  });
  // One pair of listeners for all answers: a race of two per preview would leave one behind each time.
  let settle: (answer: Answer) => void = () => undefined;
  child.on("message", (message) => settle(message as Answer));
  child.on("exit", (code) => settle({ failed: `it ended with ${String(code)}` }));
  const answer = async (): Promise<Answer> => {
    const got = await new Promise<Answer>((resolve) => (settle = resolve));
    if (got.failed !== undefined) throw new Error(`the inline preview failed: ${got.failed}`);
    return got;
  };
  await answer();
  return {
    async preview() {
      const answered = answer();
      child.send("preview");
      return (await answered).seconds ?? NaN;
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill();
      await gone;
    },
  };
}
