import { type ParseErrorCode, printParseErrorCode, visit } from "jsonc-parser";
import { UserError } from "../../entra/userError";
import { DocumentMap } from "./documentMap";

/** An administrator's tenant.json as it is on disk: the text, and where its settings are. */
export interface SettingsFile {
  readonly name: string;
  /** The text without a byte-order mark. */
  readonly text: string;
  /** The byte-order mark, or nothing. */
  readonly mark: string;
  readonly map: DocumentMap;
}

const byteOrderMark = "\uFEFF";

/** Reads a settings file strictly: UTF-8, JSON as ICI reads it, every member of an object named once. */
export function readSettingsFile(bytes: Buffer, name: string): SettingsFile {
  const whole = decode(bytes, name);
  const mark = whole.startsWith(byteOrderMark) ? byteOrderMark : "";
  const text = whole.slice(mark.length);
  if (text.trim() === "")
    throw new UserError(
      "unclassified",
      `${name} is empty; a new one can be made with \`icertis-access tenant-json render\``,
    );
  const map = new DocumentMap();
  try {
    // A visit and not a tree: 10 MB take 0.4 s this way and 1.9 s the other.
    visit(
      text,
      {
        ...map.visitor,
        onError: (error, offset) => {
          throw new SyntaxProblem(error, offset);
        },
      },
      { disallowComments: true },
    );
  } catch (error) {
    if (error instanceof SyntaxProblem) throw new UserError("unclassified", syntaxMessage(name, text, error));
    if (error instanceof RangeError)
      throw new UserError("unclassified", `${name} is nested too deeply for a settings file`);
    throw error;
  }
  const [duplicate] = map.duplicates;
  if (duplicate) {
    throw new UserError(
      "unclassified",
      `${name} names the member ${JSON.stringify(duplicate.key)} of one object twice, at ${position(text, duplicate.first)} and at ${position(text, duplicate.second)}, so it is not clear which one counts; remove one`,
    );
  }
  return { name, text, mark, map };
}

/** Decodes so that encoding again gives the same bytes. */
function decode(bytes: Buffer, name: string): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new UserError("unclassified", `${name} is in UTF-16; save it as UTF-8 first`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError("unclassified", `${name} is not text in UTF-8; save it in that encoding first`);
  }
}

/** Ends the visit at the first error: what follows one is guessed. */
class SyntaxProblem extends Error {
  constructor(
    readonly parseError: ParseErrorCode,
    readonly offset: number,
  ) {
    super();
  }
}

/** `line 3, column 14` of an offset, both from 1. */
export function position(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const lines = before.split("\n");
  return `line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
}

const typographicQuote = /[\u201c\u201d\u201e\u201f\u2018\u2019\u00ab\u00bb]/g;

function syntaxMessage(name: string, text: string, { parseError, offset }: SyntaxProblem): string {
  const what = words(printParseErrorCode(parseError));
  return `${name} is not valid JSON: ${position(text, offset)}: ${what}${cause(text, offset)}`;
}

/** What went wrong, where it is a mistake of the document that the four keys are copied from. */
function cause(text: string, offset: number): string {
  const lineStart = text.lastIndexOf("\n", Math.max(0, offset - 1)) + 1;
  const lineEnd = text.indexOf("\n", offset);
  const line = text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  const quotes = [...line.matchAll(typographicQuote)];
  const quote = quotes.findLast(({ index }) => lineStart + index <= offset) ?? quotes[0];
  if (quote) {
    const at = position(text, lineStart + quote.index);
    return `; the cause is the typographic quote ${quote[0]} at ${at}: type a straight one (") in its place, as the connector's documentation has it wrong`;
  }
  if (text.slice(0, offset).trimEnd().endsWith("}") && text[offset] === "{") {
    return "; the connector's documentation prints each object twice: keep one of them, with a comma between different ones";
  }
  return "; correct it there, and check the file in an editor that knows JSON";
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
  InvalidCommentToken: "JSON has no comments",
  UnexpectedEndOfComment: "JSON has no comments",
  UnexpectedEndOfString: "the text that begins here does not end",
  UnexpectedEndOfNumber: "the number does not end",
  InvalidUnicode: "this is no Unicode escape",
  InvalidEscapeCharacter: "this escape is not allowed in JSON",
  InvalidCharacter: "this character is not allowed in a JSON text",
};

function words(code: string): string {
  return phrases[code] ?? code;
}
