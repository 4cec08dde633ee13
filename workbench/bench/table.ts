/** A table: a heading per column, and rows of as many cells. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader must know to read it. */
  readonly notes?: readonly string[];
}

/** The table as Markdown, its columns padded so that it reads as well on a console, and numbers set to the right. */
export function markdownTable({ columns, rows }: Table): string {
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
