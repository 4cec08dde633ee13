import { formatPatch, structuredPatch, type StructuredPatchHunk } from "diff";

/** A replacement in a text, by offset. */
export interface Replacement {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

/** Lines of the text shown around a change. */
const context = 3;
/** A longer line is not shown as a whole: a minified file has only one. */
const longestLine = 400;
const excerptContext = 60;

/** The unified diff of two versions of a short text. */
export function diffOf(name: string, before: string, after: string): string {
  const hunks =
    before === after ? [] : structuredPatch(name, name, shown(before), shown(after), "", "", { context }).hunks;
  return patch(name, hunks);
}

/**
 * The unified diff of a text and its replacements (sorted, not overlapping). Only the lines around them are compared:
 * for a file of 10 MB the comparison of the whole would take two seconds.
 */
export function diffOfReplacements(name: string, text: string, replacements: readonly Replacement[]): string {
  const windows = windowsOf(text, replacements);
  const affected = [...windows.map(({ start, end }) => text.slice(start, end)), ...replacements.map((r) => r.content)];
  if (affected.some(hasLongLine)) return excerpts(name, text, replacements);
  let shift = 0;
  let line = 0;
  let counted = 0;
  const hunks = windows.flatMap(({ start, end, inside }) => {
    line += count(text.slice(counted, start));
    counted = start;
    const before = text.slice(start, end);
    const after = replaced(before, inside, start);
    const found = structuredPatch(name, name, shown(before), shown(after), "", "", { context }).hunks.map((hunk) => ({
      ...hunk,
      oldStart: hunk.oldStart + line,
      newStart: hunk.newStart + line + shift,
    }));
    shift += count(after) - count(before);
    return found;
  });
  return patch(name, hunks);
}

interface Window {
  readonly start: number;
  end: number;
  readonly inside: Replacement[];
}

function windowsOf(text: string, replacements: readonly Replacement[]): Window[] {
  const windows: Window[] = [];
  for (const replacement of replacements) {
    const start = linesBack(text, replacement.offset);
    const end = linesOn(text, replacement.offset + replacement.length);
    const last = windows.at(-1);
    if (last && start <= last.end) {
      last.end = end;
      last.inside.push(replacement);
    } else {
      windows.push({ start, end, inside: [replacement] });
    }
  }
  return windows;
}

function linesBack(text: string, offset: number): number {
  let at = offset;
  for (let lines = 0; lines <= context && at > 0; lines += 1) at = text.lastIndexOf("\n", at - 1);
  return at <= 0 ? 0 : at + 1;
}

function linesOn(text: string, offset: number): number {
  let at = offset;
  for (let lines = 0; lines <= context; lines += 1) {
    const next = text.indexOf("\n", at);
    if (next === -1) return text.length;
    at = next + 1;
  }
  return at;
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

function patch(name: string, hunks: StructuredPatchHunk[]): string {
  if (hunks.length === 0) return "";
  const parts = { oldFileName: name, newFileName: name, oldHeader: undefined, newHeader: undefined, hunks };
  return formatPatch(parts)
    .replace(/^(Index: .*\n)?=+\n/, "")
    .replace(/^(---|\+\+\+) (.*?)\t?$/gm, "$1 $2");
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

function hasLongLine(text: string): boolean {
  return text.split("\n").some((line) => line.length > longestLine);
}

/** Line endings are the file's own affair and would only blur the diff. */
function shown(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

function count(text: string): number {
  return text.split("\n").length - 1;
}
