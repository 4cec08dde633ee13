import { type Document, parseDocument } from "yaml";
import { UserError } from "./userError";

/**
 * Parses YAML that a person wrote; an error names its line.
 *
 * @param code - of the error where it is none, or where its aliases lead nowhere or multiply without end
 */
export function yamlDocument(text: string, name: string, code: string): Document {
  // Its warnings would be a second message, and quote the text.
  const document = parseDocument(text, { logLevel: "error" });
  const [error] = document.errors;
  if (error) throw invalid(name, code, error.message.split("\n")[0]?.replace(/:$/, "") ?? "");
  try {
    document.toJS();
    return document;
  } catch {
    throw invalid(name, code, "it has an alias without its anchor, or aliases of aliases");
  }
}

/** The text of a document after its changes, with which an alias may have lost its anchor. */
export function yamlText(document: Document, name: string, code: string): string {
  try {
    return document.toString({ lineWidth: 0 });
  } catch {
    const problem = `${name} has an alias of something that is changed, so its text cannot be written`;
    throw new UserError(code, problem, "write the value out in its place");
  }
}

function invalid(name: string, code: string, why: string): UserError {
  return new UserError(code, `${name} is not valid YAML: ${why}`, "correct it in an editor that knows YAML");
}
