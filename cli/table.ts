import { shownValue } from "./safeText";

/** Names and descriptions come from elsewhere. */
const longestCell = 300;

/** Rows as text, every column as wide as its longest cell; the last one may be of any length. */
export function table(given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map((cell) => shownValue(cell, longestCell)));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
    .concat("\n");
}
