import type { Machine } from "./machine";

/** A measured value against what it may be. */
export interface Bound {
  readonly what: string;
  /** The limit, for people: `≤ 1.3`. */
  readonly limit: string;
  /** The measured value, for people. */
  readonly measured: string;
  readonly kept: boolean;
}

/** What one part of the benchmark found. */
export interface Section {
  readonly title: string;
  /** How it was measured, a paragraph each. */
  readonly method: readonly string[];
  readonly tables: readonly Table[];
  readonly bounds: readonly Bound[];
}

/** What every part of the benchmark is given. */
export interface Bench {
  /** How often what is compared by its time is measured. */
  readonly runs: number;
  /** Says what is being done. */
  readonly progress: (line: string) => void;
  /** Ends what was started when the person stops the benchmark. */
  readonly signal: AbortSignal;
}

/** A bound from above. */
export function atMost(what: string, measured: number, limit: number, unit = ""): Bound {
  const text = (value: number, places: number) => `${value.toFixed(places)}${unit === "" ? "" : ` ${unit}`}`;
  const limitDigits = String(limit).split(".")[1]?.length ?? 0;
  return {
    what,
    limit: `≤ ${text(limit, limitDigits)}`,
    measured: text(measured, Number.isInteger(measured) ? 0 : 2),
    kept: measured <= limit,
  };
}

/** A table: a heading per column, and rows of as many cells. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader must know to read it. */
  readonly notes?: readonly string[];
}

/** The table as Markdown, its columns padded so that it reads as well on a console, and numbers set to the right. */
function markdownTable({ columns, rows }: Table): string {
  const width = columns.map((heading, column) =>
    Math.max(3, heading.length, ...rows.map((row) => cell(row, column).length)),
  );
  const toTheRight = columns.map(
    (_, column) => column > 0 && rows.length > 0 && rows.every((row) => /^[-–—]?$|^\D{0,2}\d/.test(cell(row, column))),
  );
  const line = (row: readonly string[]) =>
    `| ${width.map((size, column) => pad(cell(row, column), size, toTheRight[column] === true)).join(" | ")} |`;
  const rule = width.map((size, column) => (toTheRight[column] ? `${"-".repeat(size - 1)}:` : "-".repeat(size)));
  return [line(columns), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n");
}

function cell(row: readonly string[], column: number): string {
  return row[column] ?? "";
}

function pad(text: string, size: number, toTheRight: boolean): string {
  return toTheRight ? text.padStart(size) : text.padEnd(size);
}

/** The middle of the values; of an even number of them, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error("the median of no values");
  return (upper + lower) / 2;
}

/** Smallest and largest of the values, as the text `1.20–1.35`. */
export function rangeText(values: readonly number[], digits = 2): string {
  return `${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}`;
}

/** One part as Markdown. */
export function sectionText({ title, method, tables, bounds }: Section): string {
  const blocks = [`## ${title}`, ...method, ...tables.map(tableText)];
  if (bounds.length > 0) blocks.push(markdownTable(boundsTable(bounds)));
  return blocks.join("\n\n");
}

/** The whole of `workbench/bench/results.md`. */
export function reportText(machine: Machine, sections: readonly Section[]): string {
  const bounds = sections.flatMap((section) => section.bounds);
  const missed = bounds.filter(({ kept }) => !kept).length;
  const verdict = missed === 0 ? "Every bound is kept." : `${missed} of ${bounds.length} bounds are missed.`;
  return [
    "# Measurements",
    "Written by `npm run bench`; what is compared was measured in the same run. Times in seconds.",
    markdownTable({
      title: "",
      columns: ["machine", ""],
      rows: Object.entries(machine).map(([name, value]) => [name, value]),
    }),
    `## Bounds\n\n${verdict}`,
    markdownTable(boundsTable(bounds)),
    ...sections.map((section) => sectionText({ ...section, bounds: [] })),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

function tableText(table: Table): string {
  const notes = (table.notes ?? []).map((note) => `- ${note}`).join("\n");
  return [`### ${table.title}`, markdownTable(table), ...(notes === "" ? [] : [notes])].join("\n\n");
}

function boundsTable(bounds: readonly Bound[]): Table {
  return {
    title: "",
    columns: ["bound", "limit", "measured", "kept"],
    rows: bounds.map(({ what, limit, measured, kept }) => [what, limit, measured, kept ? "✓" : "✗"]),
  };
}
