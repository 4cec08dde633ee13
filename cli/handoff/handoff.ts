import { extname, resolve } from "node:path";
import { environmentTitle } from "../outputs/outputSource";
import { readOutputs } from "../outputs/readOutputs";
import { UserError } from "../../entra/userError";
import { exitCode } from "../exitCode";
import { checkSecretFile, replaceFile, secretFileMode } from "../replaceFile";
import type { Context } from "../../entra/context";
import type { SourceOptions } from "../verb";
import { type Environment, environmentOf, type Handoff, type Part } from "./content";

export interface HandoffOptions extends SourceOptions {
  readonly format?: string;
  readonly out?: string;
  readonly part: Part;
  readonly reveal: boolean;
}

/** Writes what the people at both ends need. */
export async function handoff(options: HandoffOptions, context: Context): Promise<number> {
  const { part, reveal, out } = options;
  if (options.sources.length === 0) {
    throw new UserError("unclassified", "which stacks? give --stack NAME or --outputs FILE, once for each environment");
  }
  if (part === "icertis" && reveal) {
    throw new UserError(
      "unclassified",
      "there is no secret in the Icertis part to reveal; leave out --reveal, or choose --part uipath",
    );
  }
  const format = formatOf(options);
  if (reveal && out !== undefined && out !== "-") await checkSecretFile(resolve(context.folder, out), out, context);
  const environments = await environmentsOf(options, context);
  const made: Handoff = { environments, part, revealed: reveal, preparedOn: context.now() };
  const text = await written(made, format);
  if (out === undefined || out === "-") {
    context.out(text);
    return exitCode.ok;
  }
  replaceFile(resolve(context.folder, out), text, { mode: reveal ? secretFileMode : undefined });
  context.note(
    `wrote ${out}${reveal ? ", which holds secrets: readable by you alone; delete it when they are entered" : ""}`,
  );
  return exitCode.ok;
}

async function environmentsOf({ sources, project, reveal }: HandoffOptions, context: Context): Promise<Environment[]> {
  const environments: Environment[] = [];
  // One after the other: the Pulumi CLI and standard input are shared.
  for (const source of sources) {
    const read = await readOutputs(source, { project, withSecrets: reveal }, context);
    environments.push(environmentOf(environmentTitle(source), read));
  }
  return environments;
}

const formats: Readonly<Record<string, string>> = {
  ".md": "markdown",
  ".json": "json",
  ".html": "html",
  ".htm": "html",
};

function formatOf({ format, json, out }: HandoffOptions): string {
  if (json) return "json";
  return format ?? formats[extname(out ?? "").toLowerCase()] ?? "markdown";
}

async function written(made: Handoff, format: string): Promise<string> {
  if (format === "json") return (await import("./json")).json(made);
  if (format === "html") return (await import("./page")).page(made);
  return (await import("./markdown")).markdown(made);
}
