import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DoctorFinding } from "./troubledStack";

const file = join(__dirname, "..", "..", "docs", "reliability.md");

/** Works on all rows, a few at a time; a row that fails is told of where its result is awaited. */
export function inParallel<Row, Result>(
  rows: readonly Row[],
  count: number,
  work: (row: Row) => Promise<Result>,
): Map<Row, Promise<Result>> {
  const lanes: Promise<unknown>[] = Array.from({ length: count }, () => Promise.resolve());
  return new Map(
    rows.map((row, index) => {
      const result = (lanes[index % count] ?? Promise.resolve()).then(() => work(row));
      lanes[index % count] = result.catch(() => undefined);
      return [row, result];
    }),
  );
}

/** What the diagnostics of a failed run say, without ids. */
export function complaints(error: unknown): string[] {
  const lines = (error as Error).message.split("\n").map((line) => line.trim());
  const told = lines.slice(lines.indexOf("Diagnostics:")).flatMap((line) => {
    const text = /^(?:error:|\*) (.*)$/.exec(line)?.[1];
    const isNoise = text === undefined || /sdk-v2|errors? occurred|^update failed$/.test(text);
    return isNoise ? [] : [withoutIds(text)];
  });
  return [...new Set(told)];
}

/** What the doctor listed, and the command it gave, without ids. */
export function listed(findings: readonly DoctorFinding[]): string[] {
  return findings.map(({ what, mend }) => withoutIds(`${what}: \`${mend}\``)).sort();
}

export const recoveryHeader = ["the next `up`", "`icertis-access doctor` then lists"] as const;

/** A recovery in a table. */
export function recoveryCells({ next, listed }: { next: string; listed: readonly string[] }): string[] {
  return [next, listed.length === 0 ? "nothing" : listed.join("; ")];
}

function withoutIds(text: string): string {
  return text
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID")
    .replace(/localhost:\d+/g, "HOST")
    .replace(/YXBpOi8v[\w+/=]*/g, "URI");
}

/**
 * Holds a table of docs/reliability.md against what came out, or writes it there where the environment variable
 * RELIABILITY is `write`.
 */
export function keepTable(name: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const table = [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
  const text = readFileSync(file, "utf8");
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [before, rest] = [text.slice(0, text.indexOf(start)), text.slice(text.indexOf(end))];
  assert.ok(text.includes(start) && text.includes(end), `docs/reliability.md has the marks of ${name}`);
  const next = `${before}${start}\n\n${table}\n\n${rest}`;
  if (process.env["RELIABILITY"] === "write") writeFileSync(file, next);
  else assert.equal(text, next, "docs/reliability.md tells what came out; RELIABILITY=write writes it anew");
}
