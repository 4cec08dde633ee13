import { Command, CommanderError } from "commander";
import { addAdopt } from "./adopt/command";
import { addDoctor } from "./doctor/command";
import { addHandoff } from "./handoff/command";
import { exitCode, Refusal } from "./refusal";
import { addSecret } from "./secret/command";
import type { Surroundings } from "./surroundings";
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
export async function runCommandLine(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const run: Run = { surroundings, ended: exitCode.ok, failed: exitCode.refused };
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
    tell(error, words.includes("--json"), surroundings);
    return run.failed;
  }
}

/** One run of the command: what it works with and what it comes to. */
export interface Run {
  readonly surroundings: Surroundings;
  /** The exit code of the verb that ran. */
  ended: number;
  /** The exit code of a failure: another one for a verb that says so. */
  failed: number;
}

function icertisAccess(run: Run): Command {
  const { surroundings } = run;
  const program = new Command("icertis-access")
    .description("Brings the Entra ID application of a stack to the people at both ends: Icertis and UiPath.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => surroundings.out(text),
      writeErr: (text) => surroundings.note(text.replace(/\n+$/, "").replace(/^error: /, "icertis-access: ")),
    })
    .showHelpAfterError("(icertis-access --help lists the verbs, icertis-access VERB --help its options)")
    .addHelpText("after", examples);
  for (const add of [addHandoff, addTenantJson, addVerify, addSecret, addDoctor, addAdopt]) add(program, run);
  return program;
}

function tell(error: unknown, asJson: boolean, surroundings: Surroundings): void {
  const message = error instanceof Refusal ? error.message : `an error of the tool itself: ${messageOf(error)}`;
  if (asJson) surroundings.out(`${JSON.stringify({ error: message }, null, 2)}\n`);
  surroundings.note(`icertis-access: ${message}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
