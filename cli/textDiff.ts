import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

/** A replacement in a text, by offset. */
interface Replacement {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

/** Lines of the text shown around a change. */
const context = 3;
/** A longer line is not shown as a whole: a minified file has only one. */
const longestLine = 400;
const excerptContext = 60;

/** The unified diff of two versions of a text. */
export function diffOf(name: string, before: string, after: string): string {
  if (before === after) return "";
  // Line endings are the file's own affair and would only blur the diff.
  const [old, changed] = [before, after].map((text) => text.replaceAll("\r\n", "\n")) as [string, string];
  return createTwoFilesPatch(name, name, old, changed, undefined, undefined, {
    context,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

/** The unified diff of a text and its replacements (sorted, not overlapping). */
export function diffOfEdits(name: string, text: string, edits: readonly Replacement[]): string {
  const [first, last] = [edits[0], edits.at(-1)];
  if (!first || !last) return "";
  // Only the lines from the first change to the last are compared: of 10 MB the comparison of the whole takes a second.
  const start = lineStart(text, first.offset, context);
  const end = lineEnd(text, last.offset + last.length, context);
  const before = text.slice(start, end);
  const after = replaced(before, edits, start);
  if ([before, after].some((part) => part.split("\n").some((line) => line.length > longestLine))) {
    return excerpts(name, text, edits);
  }
  const skipped = text.slice(0, start).split("\n").length - 1;
  return diffOf(name, before, after).replace(
    /^@@ -(\d+)(.*?) \+(\d+)/gm,
    (_, from: string, count: string, to: string) => `@@ -${Number(from) + skipped}${count} +${Number(to) + skipped}`,
  );
}

function lineStart(text: string, offset: number, lines: number): number {
  let at = offset;
  for (let line = 0; line <= lines && at > 0; line += 1) at = text.lastIndexOf("\n", at - 1);
  return at <= 0 ? 0 : at + 1;
}

function lineEnd(text: string, offset: number, lines: number): number {
  let at = offset;
  for (let line = 0; line <= lines && at !== 0; line += 1) at = text.indexOf("\n", at) + 1;
  return at === 0 ? text.length : at;
}

function replaced(text: string, replacements: readonly Replacement[], start: number): string {
  let result = "";
  let at = 0;
  for (const { offset, length, content } of replacements) {
    result += text.slice(at, offset - start) + content;
    at = offset - start + length;
  }
  return result + text.slice(at);
}

/** One line out and one in for each replacement, cut out of lines that are too long to show. */
function excerpts(name: string, text: string, replacements: readonly Replacement[]): string {
  const lines = replacements.flatMap(({ offset, length, content }) => {
    const lead = text.slice(Math.max(0, offset - excerptContext), offset);
    const tail = text.slice(offset + length, offset + length + excerptContext);
    const [out, in_] = [text.slice(offset, offset + length), content].map(shortened);
    return [`-…${lead}${out}${tail}…`, `+…${lead}${in_}${tail}…`];
  });
  return [`--- ${name}`, `+++ ${name}`, ...lines.map((line) => line.replace(/\r?\n/g, "⏎")), ""].join("\n");
}

function shortened(text: string): string {
  return text.length <= longestLine ? text : `${text.slice(0, longestLine)}…`;
}
