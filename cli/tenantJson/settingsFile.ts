import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { shorten } from "../../model/shorten";
import { UserError } from "../../entra/userError";

/** An administrator's tenant.json: its text, and the tree that says where everything is in it. */
export interface SettingsFile {
  readonly name: string;
  /** The text without a byte-order mark. */
  readonly text: string;
  /** The byte-order mark, or nothing. */
  readonly mark: string;
  readonly root: Node;
}

const byteOrderMark = "\uFEFF";

/**
 * Reads a settings file as .NET's configuration does: UTF-8, JSON with comments and trailing commas, and no two members
 * of an object whose names differ in letter case alone.
 * https://learn.microsoft.com/dotnet/core/extensions/configuration-providers#json-configuration-provider
 */
export function readSettingsFile(bytes: Uint8Array, name: string): SettingsFile {
  const whole = decode(bytes, name);
  const mark = whole.startsWith(byteOrderMark) ? byteOrderMark : "";
  const text = whole.slice(mark.length);
  const file = { name, text, mark, root: parse(text, name) };
  checkMembers(file, file.root);
  return file;
}

/** Decodes so that encoding again gives the same bytes. */
function decode(bytes: Uint8Array, name: string): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new UserError("tenant-json-encoding", `${name} is in UTF-16`, "save it as UTF-8 first");
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError("tenant-json-encoding", `${name} is not text in UTF-8`, "save it in that encoding first");
  }
}

function parse(text: string, name: string): Node {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text, errors, { allowTrailingComma: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(
      "tenant-json-depth",
      `${name} is nested too deeply for a settings file`,
      "check that it is one",
    );
  }
  const [first] = errors;
  if (!first) return root as Node;
  if (text.trim() === "") {
    const hint = "a new one can be made with tenant-json render";
    throw new UserError("tenant-json-empty", `${name} is empty`, hint);
  }
  const { error, offset } = first;
  const phrase = phrases[printParseErrorCode(error)] ?? "this is not JSON";
  throw new UserError(
    "tenant-json-syntax",
    `${name} is not valid JSON: ${position(text, offset)}: ${phrase}`,
    cause(text, offset),
  );
}

/** Two members of one name end the start of a .NET program, and JSON parsers disagree on which of them counts. */
function checkMembers({ name, text }: SettingsFile, root: Node): void {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const seen = new Map<string, Node>();
    for (const child of node.children ?? []) {
      const [key, value] = child.type === "property" ? (child.children ?? []) : [undefined, child];
      if (value?.children) open.push(value);
      if (!key) continue;
      const written = String(key.value);
      const other = seen.get(written.toLowerCase());
      seen.set(written.toLowerCase(), key);
      if (!other) continue;
      const both = [other, key].map(({ value: text_ }) => shorten(JSON.stringify(text_)));
      const what = both[0] === both[1] ? `the member ${both[0]} twice` : `the members ${both.join(" and ")}`;
      throw new UserError(
        "tenant-json-duplicate-member",
        `${name} has ${what} in one object, at ${position(text, other.offset)} and at ${position(text, key.offset)}, and letter case does not tell them apart`,
        "remove one",
      );
    }
  }
}

/** `line 3, column 14` of an offset, both from 1. */
export function position(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const lines = before.split("\n");
  return `line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
}

const typographicQuote = /[\u201c\u201d\u201e\u201f\u2018\u2019\u00ab\u00bb]/g;

/** What to correct, where it is a mistake of the document that the four keys are copied from. */
function cause(text: string, offset: number): string {
  const lineStart = text.lastIndexOf("\n", Math.max(0, offset - 1)) + 1;
  const lineEnd = text.indexOf("\n", offset);
  const line = text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  const quotes = [...line.matchAll(typographicQuote)];
  const quote = quotes.findLast(({ index }) => lineStart + index <= offset) ?? quotes[0];
  if (quote) {
    const at = position(text, lineStart + quote.index);
    return `the cause is the typographic quote ${quote[0]} at ${at}: type a straight one (") in its place, as the connector's documentation has it wrong`;
  }
  if (text.slice(0, offset).trimEnd().endsWith("}") && text[offset] === "{") {
    return "the connector's documentation prints each object twice: keep one of them, with a comma between different ones";
  }
  return "correct it there, and check the file in an editor that knows JSON";
}

const phrases: Readonly<Record<string, string>> = {
  InvalidSymbol: "this is no JSON value",
  InvalidNumberFormat: "this is no JSON number",
  PropertyNameExpected: "the name of a member, in double quotes, is expected here",
  ValueExpected: "a value is expected here",
  ColonExpected: "a colon is expected here",
  CommaExpected: "a comma is expected here",
  CloseBraceExpected: "a closing brace is expected here",
  CloseBracketExpected: "a closing bracket is expected here",
  EndOfFileExpected: "the document should end here",
  UnexpectedEndOfComment: "the comment that begins here does not end",
  UnexpectedEndOfString: "the text that begins here does not end",
  UnexpectedEndOfNumber: "the number does not end",
  InvalidUnicode: "this is no Unicode escape",
  InvalidEscapeCharacter: "this escape is not allowed in JSON",
  InvalidCharacter: "this character is not allowed in a JSON text",
};
