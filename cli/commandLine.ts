import { Command, CommanderError } from "commander";
import type { Context } from "../entra/context";
import { asUserError, UserError } from "../entra/userError";
import { adoptVerb } from "./adopt/command";
import { doctorVerb } from "./doctor/command";
import { exitCode } from "./exitCode";
import { handoffVerb } from "./handoff/command";
import { terminalText } from "./safeText";
import { secretVerbs } from "./secret/command";
import { tenantJsonVerbs } from "./tenantJson/command";
import type { Verb, VerbGroup } from "./verb";
import { verifyVerb } from "./verify/command";

/** What a command line can ask for. */
export interface CommandSet {
  /** How a person calls it. */
  readonly name: string;
  readonly verbs: readonly (Verb | VerbGroup)[];
}

const everything: CommandSet = {
  name: "npx icertis-access",
  verbs: [handoffVerb, tenantJsonVerbs, verifyVerb, secretVerbs, doctorVerb, adoptVerb],
};

const examples = [
  "handoff --stack dev --stack prod --format html --out handoff.html",
  "tenant-json merge tenant.json --outputs prod.json --dry-run",
  "verify --outputs dev.json",
  "secret status --outputs dev.json --outputs prod.json",
];

const exitCodes = `
Exit codes: 0 done, or the answer is yes; 1 the answer is no; 2 it could not be done.
\`secret status\` has those of monitoring: 0 ok, 1 warning, 2 critical, 3 unknown.`;

/** Runs one command line (without node and script) and returns its exit code; every failure ends in one message. */
export async function runCommandLine(words: readonly string[], given: Context, set = everything): Promise<number> {
  // The one place where text leaves for a terminal: names and messages come from files, Graph and tokens.
  const context: Context = {
    ...given,
    out: (text) => given.out(terminalText(text)),
    note: (line) => given.note(terminalText(line)),
  };
  const call = parsed(words, set, context);
  if (!("verb" in call)) return call.code;
  try {
    const work = await call.verb.load();
    return await work(call.options as never, context);
  } catch (error) {
    report(asUserError(error), words, context);
    return call.verb.failed ?? exitCode.failed;
  }
}

/** A verb with its arguments and options, or the exit code of a command line that asks for none. */
type Call = { readonly verb: Verb; readonly options: object } | { readonly code: number };

function parsed(words: readonly string[], { name: called, verbs }: CommandSet, context: Context): Call {
  let call: Call = { code: exitCode.ok };
  const shown = examples
    .filter((example) => verbs.some(({ name }) => example.startsWith(name)))
    .map((example) => `  ${called} ${example}`);
  const program = new Command(called)
    .description("Brings the Entra ID application of a stack to the people at both ends: Icertis and UiPath.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out(text),
      writeErr: (text) => context.note(text.replace(/\n+$/, "").replace(/^error: /, "icertis-access: ")),
    })
    .showHelpAfterError(`(${called} --help lists the verbs, ${called} VERB --help its options)`)
    .addHelpText("after", ["\nExamples:", ...shown, exitCodes].join("\n"));
  const add = (parent: Command, verb: Verb) => {
    const command = verb
      .declare(parent.command(verb.name).description(verb.description))
      .option("--json", "print the result as JSON", false)
      .exitOverride((error) => {
        throw new UsageError(error, verb.failed);
      });
    command.action(() => {
      const names = command.registeredArguments.map((argument) => argument.name());
      const args = names.map((name, index): [string, unknown] => [name, command.processedArgs[index]]);
      call = { verb, options: { ...Object.fromEntries(args), ...command.opts() } };
    });
  };
  for (const verb of verbs) {
    if (!("verbs" in verb)) add(program, verb);
    else {
      const group = program.command(verb.name).description(verb.description);
      verb.verbs.forEach((one) => add(group, one));
    }
  }
  if (words.length === 0) program.outputHelp();
  else {
    try {
      program.parse(words, { from: "user" });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      if (error.exitCode === 0) return { code: exitCode.ok };
      // Commander has printed its own message already.
      const message = error.message.replace(/^error: /, "").split("\n")[0] ?? "";
      if (words.includes("--json")) reportJson(new UserError("usage-invalid", message), context);
      return { code: (error instanceof UsageError && error.failed) || exitCode.failed };
    }
  }
  return call;
}

class UsageError extends CommanderError {
  constructor(
    { exitCode: code, code: kind, message }: CommanderError,
    readonly failed: number | undefined,
  ) {
    super(code, kind, message);
  }
}

function report(error: UserError, words: readonly string[], context: Context): void {
  if (words.includes("--json")) reportJson(error, context);
  context.note(`icertis-access: ${error.message}`);
}

function reportJson({ code, message, hint }: UserError, context: Context): void {
  context.out(`${JSON.stringify({ code, error: message, ...(hint !== undefined && { hint }) }, null, 2)}\n`);
}
