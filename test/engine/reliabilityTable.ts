import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const file = join(__dirname, "..", "..", "docs", "reliability.md");

/** Whether a row is to be run: all are, or with ROWS=PATTERN those whose first cell matches. */
export function isWanted(title: string): boolean {
  return new RegExp(process.env["ROWS"] ?? "").test(title);
}

/**
 * A table of docs/reliability.md, which says what is expected. With the environment variable RELIABILITY=write it is
 * written anew from what came out, to be read and committed; rows that were not run stay as they are.
 */
export class ReliabilityTable {
  private readonly rows = new Map<string, readonly string[]>();

  /** @param name - the table stands between the comments `name` and `end of name` */
  constructor(
    private readonly name: string,
    private readonly header: readonly string[],
    private readonly titles: readonly string[],
  ) {}

  /** Holds what came out of a row against the document. */
  check(title: string, cells: readonly string[]): void {
    const row = [title, ...cells].map((cell) => cell.replaceAll("|", "\\|"));
    this.rows.set(title, row);
    if (!isWriting())
      assert.deepEqual(
        row,
        this.documented().find(([first]) => first === row[0]),
      );
  }

  /** Holds the document's rows against those there are, or writes the table. */
  close(): void {
    if (!isWriting()) {
      assert.deepEqual(
        this.documented().map(([title]) => title),
        this.titles,
      );
      return;
    }
    const { text, start, end } = this.place();
    const documented = this.documented();
    const rows = this.titles.flatMap((title) => {
      const row = this.rows.get(title) ?? documented.find(([first]) => first === title);
      return row ? [row] : [];
    });
    const table = [this.header, this.header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
    writeFileSync(file, `${text.slice(0, start)}\n\n${table.join("\n")}\n\n${text.slice(end)}`);
  }

  private documented(): string[][] {
    const { text, start, end } = this.place();
    const lines = text.slice(start, end).trim().split("\n").slice(2);
    return lines.map((line) =>
      line
        .replace(/^\| | \|$/g, "")
        .split(/ \| /)
        .map((cell) => cell.trim()),
    );
  }

  private place(): { text: string; start: number; end: number } {
    const text = readFileSync(file, "utf8");
    const mark = `<!-- ${this.name} -->`;
    const start = text.indexOf(mark) + mark.length;
    const end = text.indexOf(`<!-- end of ${this.name} -->`);
    assert.ok(start >= mark.length && end >= 0, `docs/reliability.md has the marks of ${this.name}`);
    return { text, start, end };
  }
}

function isWriting(): boolean {
  return process.env["RELIABILITY"] === "write";
}
