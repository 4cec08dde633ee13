import type { DoctorFinding } from "./troubledStack";

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
  return [...new Set(told)].sort();
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
  return (
    text
      .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID")
      .replace(/localhost:\d+/g, "HOST")
      .replace(/YXBpOi8v[\w+/=]*/g, "URI")
      // The provider says some things twice.
      .replace(/^(.+): \1$/, "$1")
  );
}
