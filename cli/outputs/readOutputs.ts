import { UserError } from "../../entra/userError";
import { parseJson } from "../../model/json";
import { decodeText, readBytes } from "../readTextFile";
import type { Context } from "../../entra/context";
import { checkOutputs, type StackOutputs } from "./checkOutputs";
import { type OutputSource, sourceName } from "./outputSource";
import { pulumiCommand } from "./pulumiCommand";

/** How outputs are read. */
interface ReadOptions {
  /** The folder of the Pulumi project, for stacks. */
  readonly project: string;
  /** Whether the verb cannot do without the secrets; they are not asked for otherwise. */
  readonly withSecrets: boolean;
}

/** The outputs of one stack, checked against the contract. */
export async function readOutputs(
  source: OutputSource,
  { project, withSecrets }: ReadOptions,
  context: Context,
): Promise<StackOutputs> {
  const where = sourceName(source);
  const text =
    source.kind === "stack"
      ? await pulumiCommand(
          ["stack", "output", "--json", ...(withSecrets ? ["--show-secrets"] : [])],
          { stack: source.name, project },
          context,
        )
      : decodeText(await readBytes(source.name, context), where);
  const hint = "write it with `pulumi stack output --json`";
  if (text.trim() === "") throw new UserError("outputs-empty", `${where} is empty`, hint);
  const value = parseJson(text);
  if (value === undefined) throw new UserError("outputs-not-json", `${where} is not JSON`, hint);
  return checkOutputs(value, where, withSecrets);
}

/** The single source of a verb that works on one stack. */
export function onlySource(sources: readonly OutputSource[]): OutputSource {
  const [source, ...more] = sources;
  if (source === undefined) throw noStack();
  if (more.length === 0) return source;
  throw new UserError("stack-ambiguous", "this works on one stack at a time", "give --stack or --outputs once");
}

export function noStack(): UserError {
  const hint = "give its name with --stack NAME, or its outputs with --outputs FILE (- for standard input)";
  return new UserError("stack-missing", "no stack is named", hint);
}
