import { extname, join, resolve } from "node:path";
import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";
import { exitCode } from "../exitCode";
import { environmentTitle, type OutputSource, sourceName } from "../outputs/outputSource";
import { readOutputs } from "../outputs/readOutputs";
import { linkAddress, shownValue } from "../safeText";
import { checkSecretFile, replaceFile, secretFileMode } from "../replaceFile";
import type { SourceOptions } from "../verb";
import { type Environment, environmentOf, type Handoff, type Part } from "./content";

interface HandoffOptions extends SourceOptions {
  readonly format?: string;
  readonly calendar: boolean;
  readonly out?: string;
  readonly part: Part;
  readonly reveal: boolean;
  readonly contact?: string;
  readonly docs?: string;
  readonly entered?: string;
}

/** Writes what the people at both ends need. */
export async function handoff(options: HandoffOptions, context: Context): Promise<number> {
  const { part, reveal, out, contact, entered } = options;
  const format = formatOf(options);
  if (options.sources.length === 0) {
    throw new UserError(
      "stack-missing",
      "no stack is named",
      "give --stack NAME or --outputs FILE, once for each environment",
    );
  }
  if (reveal && (part === "icertis" || format === "calendar")) {
    throw new UserError(
      "nothing-to-reveal",
      `there is no secret in ${part === "icertis" ? "the Icertis part" : "a calendar"}`,
      "leave out --reveal, or choose --part uipath",
    );
  }
  if (reveal && out !== undefined && out !== "-") await checkSecretFile(resolve(context.folder, out), out, context);
  const environments: Environment[] = [];
  // One after the other: the Pulumi CLI and standard input are shared.
  for (const source of options.sources) environments.push(await environmentFrom(source, options, context));
  const made: Handoff = {
    environments,
    part,
    revealed: reveal,
    preparedOn: context.now(),
    contact,
    docs: docsAddress(options),
    entered,
  };
  const text = await written(made, format, context);
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

async function environmentFrom(
  source: OutputSource,
  { project, reveal }: HandoffOptions,
  context: Context,
): Promise<Environment> {
  const read = await readOutputs(source, { project, withSecrets: reveal }, context);
  const names = { title: environmentTitle(source), where: sourceName(source) };
  if (source.kind === "file" || read.authentication === "apiKey") return environmentOf(names, read);
  const { registrationOf } = await import("../state/registration");
  return environmentOf(names, read, await registrationOf(source.name, read.outputs.clientId, project, context));
}

/** Where the docs of the project are, for links; the project itself has no public address. */
function docsAddress({ docs }: HandoffOptions): string | undefined {
  if (docs === undefined) return undefined;
  const address = linkAddress(docs);
  if (address !== undefined) return address.replace(/\/+$/, "");
  throw new UserError(
    "docs-address",
    `--docs ${shownValue(docs)} is no https address`,
    "give the address of the folder docs/ in your repository, such as https://github.com/acme/icertis-access/blob/main/docs",
  );
}

const formats: Readonly<Record<string, string>> = {
  ".md": "markdown",
  ".json": "json",
  ".html": "html",
  ".htm": "html",
  ".ics": "calendar",
};

function formatOf({ format, calendar, json, out }: HandoffOptions): string {
  if (calendar) return "calendar";
  if (json) return "json";
  return format ?? formats[extname(out ?? "").toLowerCase()] ?? "markdown";
}

async function written(made: Handoff, format: string, context: Context): Promise<string> {
  if (format === "json") return (await import("./json")).json(made);
  if (format === "calendar") return (await import("./calendar")).calendar(made);
  if (format === "html") return (await import("./page")).page(made, pageScript(context));
  return (await import("./markdown")).markdown(made);
}

/** The page's script, which `npm run prepare` builds; it lies in dist/, whether this is run from there or from the sources. */
function pageScript({ files }: Context): string {
  const folders = [join(__dirname, "..", ".."), join(__dirname, "..", "..", "dist")];
  const file = folders.map((folder) => join(folder, "handoff-page.js")).find((path) => files.exists(path));
  if (file !== undefined) return files.read(file).toString();
  throw new UserError(
    "page-script-missing",
    "the script of the page is not built",
    "run `npm ci` with the development packages, or choose --format markdown",
  );
}
