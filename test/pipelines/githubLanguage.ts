import { register } from "node:module";
import type * as languageService from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";

/** GitHub's packages import JSON without saying so, as bundlers let them. */
const jsonHook = `
import { readFile } from "node:fs/promises";
export async function load(url, context, next) {
  if (!url.endsWith(".json")) return next(url, context);
  return { format: "module", shortCircuit: true, source: "export default " + (await readFile(new URL(url), "utf8")) };
}`;

// ts-node would make a require of it, and GitHub's packages are modules.
// eslint-disable-next-line @typescript-eslint/no-implied-eval -- the only way past the compiler
const nativeImport = new Function("name", "return import(name)") as <T>(name: string) => Promise<T>;

/** What GitHub's own language service finds wrong in a workflow: its shape, its expressions, its graph of jobs. */
export async function githubFindings(name: string, text: string): Promise<string[]> {
  register(`data:text/javascript,${encodeURIComponent(jsonHook)}`);
  const { validate } = await nativeImport<typeof languageService>("@actions/languageservice");
  const document = TextDocument.create(`file:///${name}`, "yaml", 1, text);
  const findings = await validate(document);
  return findings.map(({ range, message }) => `${name}:${range.start.line + 1}: ${JSON.stringify(message)}`);
}
