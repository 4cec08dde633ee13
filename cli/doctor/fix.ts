import type { Context } from "../../entra/context";
import { UserError } from "../../entra/userError";
import { pulumiCommand } from "../outputs/pulumiCommand";
import type { DoctorOptions, Examination } from "./doctor";
import { type Step, stepKinds, type Tools } from "./finding";

/** The rights that let an identity change applications. */
const writing = /^(?:Application\.ReadWrite\.|Directory\.ReadWrite\.All$)/;

/** The steps that what was found calls for, each once and in order. */
export function stepsOf({ findings }: Examination, { restore }: DoctorOptions, lock: Step | undefined): Step[] {
  const steps = [...(lock ? [lock] : []), ...findings.flatMap(({ step }) => (step ? [step] : []))];
  const gone = findings.filter(({ code }) => code === "application-gone");
  const comesBack = restore && gone.every(({ step }) => step !== undefined);
  const wanted = steps.filter(({ kind }) => {
    if (kind === "restore") return restore;
    // A refresh would drop a registration that is gone from the state, and with it the way back.
    return kind !== "refresh" || gone.length === 0 || comesBack;
  });
  const unique = new Map(wanted.map((step) => [step.does, step]));
  return stepKinds.flatMap((kind) => [...unique.values()].filter((step) => step.kind === kind));
}

/** Shows the steps, asks once, and does them; returns those that are done. */
export async function carryOut(
  steps: readonly Step[],
  { graph }: Examination,
  options: DoctorOptions & { readonly stack: string },
  context: Context,
): Promise<string[]> {
  if (graph.roles && !graph.roles.some((role) => writing.test(role))) {
    throw new UserError(
      "identity-read-only",
      `the identity that asks, ${graph.callerId}, may only read; nothing was changed`,
      "use the one that deploys: it needs Application.ReadWrite.OwnedBy",
    );
  }
  context.note(["--fix will:", ...steps.map(({ does }) => `  ${does}`)].join("\n"));
  if (!(await isConfirmed("Do this?", options.yes, context))) return [];
  const tools: Tools = { graph, pulumi: (...args) => pulumiCommand(args, options, context) };
  const done: string[] = [];
  for (const { does, act } of steps) {
    try {
      await act(tools);
      context.note(`done: ${does}`);
      done.push(does);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      context.note(`not done: ${does}: ${error.message}`);
      if (error.code !== "graph-not-allowed") return done;
    }
  }
  return done;
}

/** Asks the person at the terminal, unless the answer was given beforehand. */
export async function isConfirmed(question: string, yes: boolean, context: Context): Promise<boolean> {
  if (yes) return true;
  const answer = await context.ask(`${question} (yes or no) `);
  if (answer === undefined) {
    throw new UserError(
      "not-confirmed",
      "nobody is there to confirm; nothing was changed",
      "give --yes to do it unasked",
    );
  }
  if (/^y(es)?$/i.test(answer.trim())) return true;
  context.note("nothing was changed");
  return false;
}
