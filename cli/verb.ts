import { type Command, InvalidArgumentError } from "commander";
import type { Context } from "../entra/context";
import type { OutputSource } from "./outputs/outputSource";

/** Something the command does. It is data, so that `--help` loads none of the work. */
export interface Verb {
  readonly name: string;
  readonly description: string;
  /** Adds arguments, options and notes. */
  readonly declare: (command: Command) => Command;
  /** The work: gets arguments and options in one object, and returns the exit code. */
  readonly load: () => Promise<(options: never, context: Context) => Promise<number> | number>;
  /** Exit code where the work cannot be done. @default 2 */
  readonly failed?: number;
}

/** Verbs under one word: `secret status`. */
export interface VerbGroup {
  readonly name: string;
  readonly description: string;
  readonly verbs: readonly Verb[];
}

/** Options every verb has. */
export interface CommonOptions {
  /** Whether the result is printed as JSON. */
  readonly json: boolean;
}

/** Options of the verbs that read outputs. */
export interface SourceOptions extends CommonOptions {
  readonly sources: readonly OutputSource[];
  readonly project: string;
}

/** Adds the options that say where the outputs of one stack, or of several, come from. */
export function readsOutputs(command: Command, several = false): Command {
  const sources: OutputSource[] = [];
  const collect = (kind: OutputSource["kind"], read: (text: string) => string) => (text: string) => {
    sources.push({ kind, name: read(text) });
    return sources;
  };
  const repeat = several ? "; repeat it for several" : "";
  command
    .option(
      "--stack <name>",
      `read the outputs of this stack through the Pulumi CLI${repeat}`,
      collect("stack", stackName),
    )
    .option(
      "--outputs <file>",
      `read them from a file of \`pulumi stack output --json\`, - for standard input${repeat}`,
      collect("file", fileName),
    )
    .option("--project <folder>", "folder of the Pulumi project, for --stack", fileName, ".");
  command.setOptionValue("sources", sources);
  return command;
}

/** Reads the name of a stack: the Pulumi CLI would take an empty one for whichever is selected. */
export function stackName(text: string): string {
  if (/^[\w.-]+(?:\/[\w.-]+){0,2}$/.test(text) && !text.startsWith("-")) return text;
  throw new InvalidArgumentError("It must be NAME, PROJECT/NAME or ORGANIZATION/PROJECT/NAME.");
}

/** Reads the name of a file or folder. */
export function fileName(text: string): string {
  if (text.trim() !== "" && !text.includes("\0")) return text;
  throw new InvalidArgumentError("It must name a file or folder.");
}

/** Reads a number of days or hours. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}
