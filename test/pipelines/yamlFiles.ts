import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

export const root = join(__dirname, "..", "..");

/** The YAML files of a folder of the project, with their paths. */
function filesIn(...path: string[]): string[] {
  return readdirSync(join(root, ...path))
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => join(root, ...path, name));
}

export const github = [...filesIn("pipelines", "github"), ...filesIn(".github", "workflows")];
export const azure = [...filesIn("pipelines", "azure-devops")];
export const gitlab = filesIn("pipelines", "gitlab");

/** The documents of a file. */
export function documentsOf(file: string): unknown[] {
  return parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS() as unknown);
}

/** Every mapping in a document, however deep. */
export function mappingsIn(node: unknown): Readonly<Record<string, unknown>>[] {
  if (Array.isArray(node)) return node.flatMap(mappingsIn);
  if (typeof node !== "object" || node === null) return [];
  return [node as Record<string, unknown>, ...Object.values(node).flatMap(mappingsIn)];
}

/** Every shell line of a file. */
export function shellLines(file: string): string[] {
  return mappingsIn(documentsOf(file)).flatMap(({ run, script, bash, inlineScript }) =>
    [run, bash, inlineScript, ...(Array.isArray(script) ? (script as unknown[]) : [script])].filter(
      (text): text is string => typeof text === "string",
    ),
  );
}
