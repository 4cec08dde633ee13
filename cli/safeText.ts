import { parseUrl } from "../model/url";

/**
 * What acts on a terminal or hides what is there: control characters but tab and line end, and marks that change the
 * direction of text (https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing).
 */
const acting =
  /\r(?!\n)|[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;
/** Longer values tell a person nothing more. */
const longest = 1_000;

/** Text that only shows; such characters are written as JSON writes them, so that JSON keeps its meaning. */
export function terminalText(text: string): string {
  return text.replace(acting, (found) =>
    Array.from({ length: found.length }, (_, index) => unicodeEscape(found.charCodeAt(index))).join(""),
  );
}

/** A value from elsewhere in one line of bounded length, for a message, a cell or a list. */
export function shownValue(value: string, most = longest): string {
  const line = terminalText(value.replace(/[\r\n\t]+/g, " "));
  return line.length <= most ? line : `${line.slice(0, most)}… (${line.length} characters)`;
}

/** A value as plain text of a Markdown document, a table's cell included. */
export function markdownText(value: string): string {
  return shownValue(value).replace(/[\\`*_{}[\]()<>#+!|~&-]/g, "\\$&");
}

/** A value as inline code of a Markdown document, a table's cell included. */
export function markdownCode(value: string): string {
  const line = shownValue(value).replaceAll("|", "\\|");
  const runs = line.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const space = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}

/** A value as text or attribute of an HTML document. */
export function htmlText(value: string): string {
  return terminalText(value).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** An address that may become a link: of the web, and nothing that runs. */
export function linkAddress(address: string): string | undefined {
  const url = parseUrl(address);
  return url?.protocol === "https:" ? url.href : undefined;
}

function unicodeEscape(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
