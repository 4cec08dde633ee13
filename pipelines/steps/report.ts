import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { written } from "../../entra/files";

/** GitHub takes comments of 65,536 characters, and several stacks share one. */
const longest = 28_000;

/** Markdown about one engine run: what it comes to as the heading, the whole of it folded away. */
export function report(title: string, text: string): string {
  const diff = text.trim();
  const shown = diff.length > longest ? `${diff.slice(0, longest)}\n… cut off here; the job's log has all of it` : diff;
  const fence = "`".repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `### ${title}: ${outcome(text)}\n\n<details><summary>The whole diff</summary>\n\n${fence}diff\n${shown}\n${fence}\n\n</details>\n`;
}

/** What the engine counted, or its first error. */
function outcome(text: string): string {
  const error = /^\s*error: (.+)$/m.exec(text)?.[1];
  if (error !== undefined) return `failed, ${error}`;
  const counted = /^Resources:\n((?: {4}.+\n?)+)/m.exec(text)?.[1] ?? "";
  const counts = counted.split("\n").map((line) => line.trim().replace(/^[+~-]+ ?/, ""));
  return counts.filter(Boolean).join(", ") || "nothing to change";
}

/** Writes a report, its folder too. */
export function writeReport(file: string, markdown: string): void {
  makeFolder(dirname(file));
  written(file, () => writeFileSync(file, markdown));
}

/** Makes a folder where there is none. */
export function makeFolder(folder: string): void {
  written(folder, () => mkdirSync(folder, { recursive: true }));
}
