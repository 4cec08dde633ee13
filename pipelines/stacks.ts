import { join } from "node:path";
import * as v from "valibot";
import { yamlDocument } from "../entra/yamlDocument";
import type { Context } from "../entra/context";
import { UserError } from "../entra/userError";
import { guid } from "../model/guid";

/** The one list of stacks. */
const stacksFile = "pipelines/stacks.yaml";

/** Updated one after the other: where a ring fails, the next does not start. All but the first are approved. */
export const rings = [1, 2, 3] as const;

/**
 * One rule for every platform: the name is part of an environment, a blob container, a key of Key Vault, a resource of
 * Kubernetes (42 characters with its prefix and suffix) and, with `_` for `-`, a stage of Azure Pipelines.
 */
const name = v.pipe(
  v.string(),
  v.regex(
    /^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/,
    "must be 1 to 22 characters of a-z, 0-9 and -, begin with a letter and not end with -",
  ),
  v.check(
    (text) => !/^(preview|nightly|bootstrap)$|-approval$/.test(text),
    "must not be preview, nightly or bootstrap, nor end with -approval: the pipelines use these names",
  ),
);

const stack = v.strictObject({
  name,
  ring: v.picklist(rings, "must be 1, 2 or 3: the rings are updated in this order"),
  /** The identity that deploys it, where the platform's variables do not name it. */
  clientId: v.optional(guid("must be a GUID")),
  /** Its tenant, where it is another than that of the others. */
  tenantId: v.optional(guid("must be a GUID")),
  /** Where its state is, where that is elsewhere than that of the others. */
  backendUrl: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^(azblob|https?|file):\/\//, "must be azblob://… or https://…, as PULUMI_BACKEND_URL is"),
    ),
  ),
  /** The commit that the operator deploys; the pipelines do not use it. */
  commit: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/, "must be a whole commit hash, in quotes"))),
});

const list = v.strictObject({
  concurrency: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64)), 4),
  stacks: v.pipe(v.array(stack), v.nonEmpty("must list at least one stack")),
});

/** A stack of the list. */
export type StackEntry = v.InferOutput<typeof stack>;

/** What stacks.yaml says. */
type StackList = v.InferOutput<typeof list>;

/** Reads the list and checks it; every problem is reported at once. */
export function readStacks({ files, folder }: Context): StackList {
  const path = join(folder, stacksFile);
  if (!files.exists(path)) throw invalid(["there is no such file"]);
  const output = parseStacks(files.read(path).toString("utf8"));
  const missing = output.stacks.filter((entry) => !files.exists(join(folder, `Pulumi.${entry.name}.yaml`)));
  if (missing.length === 0) return output;
  throw invalid(missing.map((entry) => `${entry.name} has no Pulumi.${entry.name}.yaml in the folder of the program`));
}

/** Reads a list from its text; files of stacks are not looked for. */
export function parseStacks(text: string): StackList {
  const { success, output, issues } = v.safeParse(list, plain(yamlDocument(text, stacksFile, "stacks-invalid").toJS()));
  const problems = success
    ? [...twice(output.stacks), ...gaps(output.stacks)]
    : issues.map((issue) => `${v.getDotPath(issue) ?? "the file"}: ${issue.message}`);
  if (!success || problems.length > 0) throw invalid(problems);
  return output;
}

/** The stack of this name; what a person typed must be on the list. */
export function stackNamed({ stacks }: StackList, wanted: string): StackEntry {
  const found = stacks.find((entry) => entry.name === wanted);
  if (found) return found;
  throw new UserError(
    "stack-not-listed",
    `${JSON.stringify(wanted)} is not in ${stacksFile}, which lists ${stacks.map((entry) => entry.name).join(", ")}`,
    "choose one of these, or add it to the list",
  );
}

const parameter = v.object({ name: v.optional(v.unknown()), default: v.optional(v.unknown()) });
const template = v.object({ parameters: v.array(parameter) });

/** Azure Pipelines loops over nothing but a template's parameters, so there the list is a template with defaults. */
function plain(document: unknown): unknown {
  if (!v.is(template, document)) return document;
  const given = document.parameters.filter(({ name: of }) => of === "stacks" || of === "concurrency");
  return Object.fromEntries(given.map((one) => [one.name, one.default]));
}

/** Two stacks of one name would update one state at the same time. */
function twice(stacks: readonly StackEntry[]): string[] {
  const names = stacks.map((entry) => entry.name);
  return names.flatMap((one, index) =>
    names.indexOf(one) < index ? [`stacks.${index}.name: ${one} is listed twice`] : [],
  );
}

/** A ring waits for the one before it, so there must be one. */
function gaps(stacks: readonly StackEntry[]): string[] {
  const used = new Set(stacks.map(({ ring }) => ring));
  return rings
    .filter((ring) => !used.has(ring) && rings.some((later) => later > ring && used.has(later)))
    .map((ring) => `stacks: ring ${ring} is empty, and a later one is not`);
}

function invalid(problems: readonly string[]): UserError {
  const lines = problems.map((problem) => `  ${problem}`).join("\n");
  return new UserError(
    "stacks-invalid",
    `${stacksFile} cannot be used; nothing was changed:\n${lines}`,
    `correct ${stacksFile}`,
  );
}
