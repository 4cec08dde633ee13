import { Command, CommanderError } from "commander";
import { addAdopt } from "./adopt/command";
import { addDoctor } from "./doctor/command";
import { addHandoff } from "./handoff/command";
import { UserError } from "../entra/userError";
import { exitCode } from "./exitCode";
import { addSecret } from "./secret/command";
import type { Context } from "../entra/context";
import { addTenantJson } from "./tenantJson/command";
import { addVerify } from "./verify/command";

const examples = `
Examples:
  icertis-access handoff --stack dev --stack prod --format html --out handoff.html
  icertis-access tenant-json merge tenant.json --stack prod --dry-run
  icertis-access verify --stack dev
  icertis-access secret status --stack dev --stack prod

Exit codes: 0 done, or the answer is yes; 1 the answer is no; 2 it could not be done.
\`secret status\` has those of monitoring: 0 ok, 1 warning, 2 critical, 3 unknown.`;

/** Runs one command line (without node and script) and returns its exit code; every failure ends in one message. */
export async function runCommandLine(words: readonly string[], context: Context): Promise<number> {
  const run: Run = { context, ended: exitCode.ok, failed: exitCode.failed };
  const program = icertisAccess(run);
  if (words.length === 0) {
    program.outputHelp();
    return exitCode.ok;
  }
  try {
    await program.parseAsync(words, { from: "user" });
    return run.ended;
  } catch (error) {
    // Commander has printed its own message, or the help, already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : run.failed;
    tell(error, words.includes("--json"), context);
    return run.failed;
  }
}

/** One run of the command: what it works with and what it comes to. */
export interface Run {
  readonly context: Context;
  /** The exit code of the verb that ran. */
  ended: number;
  /** The exit code of a failure: another one for a verb that says so. */
  failed: number;
}

function icertisAccess(run: Run): Command {
  const { context } = run;
  const program = new Command("icertis-access")
    .description("Brings the Entra ID application of a stack to the people at both ends: Icertis and UiPath.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out(text),
      writeErr: (text) => context.note(text.replace(/\n+$/, "").replace(/^error: /, "icertis-access: ")),
    })
    .showHelpAfterError("(icertis-access --help lists the verbs, icertis-access VERB --help its options)")
    .addHelpText("after", examples);
  for (const add of [addHandoff, addTenantJson, addVerify, addSecret, addDoctor, addAdopt]) add(program, run);
  return program;
}

function tell(error: unknown, asJson: boolean, context: Context): void {
  const message = error instanceof UserError ? error.message : `an error of the tool itself: ${messageOf(error)}`;
  const code = error instanceof UserError ? error.code : undefined;
  if (asJson) context.out(`${JSON.stringify({ error: message, code }, null, 2)}\n`);
  context.note(`icertis-access: ${message}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
