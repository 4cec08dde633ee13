import type { Machine } from "./machine";
import type { Bound, Section } from "./section";
import { markdownTable, type Table } from "./table";

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
