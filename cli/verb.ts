import type { Command } from "commander";
import type { Run } from "./commandLine";
import type { OutputSource } from "./outputs/outputSource";
import type { Context } from "../entra/context";

/** What a verb is called with: arguments first, then options; it returns the exit code. */
export type Verb<Options> = (options: Options, context: Context) => Promise<number>;

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

/**
 * Lets a command run a verb whose module is loaded only now, so that `--help` loads none of them.
 *
 * @param argumentNames - names under which the command's arguments reach the verb
 */
export function runs<Options>(
  command: Command,
  run: Run,
  load: () => Promise<Verb<Options>>,
  argumentNames: readonly string[] = [],
): Command {
  return command.option("--json", "print the result as JSON", false).action(async () => {
    const named = Object.fromEntries(
      argumentNames.map((name, index) => [name, command.processedArgs[index] as unknown]),
    );
    const verb = await load();
    run.ended = await verb({ ...named, ...command.opts() } as Options, run.context);
  });
}

/** Adds the options that say where the outputs of one stack, or of several, come from. */
export function readsOutputs(command: Command, several = false): Command {
  const sources: OutputSource[] = [];
  const collect = (kind: OutputSource["kind"]) => (name: string) => {
    sources.push({ kind, name });
    return sources;
  };
  const repeat = several ? "; repeat it for several" : "";
  command
    .option("--stack <name>", `read the outputs of this stack through the Pulumi CLI${repeat}`, collect("stack"))
    .option(
      "--outputs <file>",
      `read them from a file of \`pulumi stack output --json\`, - for standard input${repeat}`,
      collect("file"),
    )
    .option("--project <folder>", "folder of the Pulumi project, for --stack", ".");
  command.setOptionValue("sources", sources);
  return command;
}
