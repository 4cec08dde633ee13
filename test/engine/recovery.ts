import type { DoctorFinding, FaultyStack } from "./faultyStack";

/** How a stack came right again after a fault. */
export interface Recovery {
  /** What the next `up` did: resources by change, or how it failed and what put it right. */
  readonly next: string;
  /** What the doctor listed then. */
  readonly listed: readonly string[];
}

/**
 * Runs `up` again; where it fails, the one command, and `up` once more. Then the doctor lists what is left and puts it
 * right, and nothing may be left that is not declared.
 */
export async function recovered(faulty: FaultyStack): Promise<Recovery> {
  const next = await up(faulty).catch(async (error: unknown) => {
    await faulty.doctor(true);
    return `${failureOf(error)}; \`doctor --fix\`, then ${await up(faulty)}`;
  });
  const findings = await faulty.doctor();
  if (findings.length > 0) await faulty.doctor(true);
  await assertUnchanged(faulty);
  return { next, listed: listed(findings) };
}

/** Puts a stack right whose run was killed, lock and all, by the one command; then nothing may be left but to run `up`. */
export async function recoveredFromKill(faulty: FaultyStack): Promise<Recovery> {
  const findings = await faulty.doctor(true);
  const next = await up(faulty);
  await assertUnchanged(faulty);
  return { next, listed: listed(findings) };
}

async function up({ dev }: FaultyStack): Promise<string> {
  return `done: ${changes((await dev.stack.up()).summary.resourceChanges)}`;
}

async function assertUnchanged(faulty: FaultyStack): Promise<void> {
  await faulty.assertWhole();
  await faulty.dev.stack.preview({ expectNoChanges: true });
}

function changes(summary: Readonly<Partial<Record<string, number>>> | undefined): string {
  const entries = Object.entries(summary ?? {}).filter(([kind]) => kind !== "same");
  return entries.length === 0 ? "nothing to change" : entries.map(([kind, count]) => `${kind} ${count}`).join(", ");
}

/** Works on all rows, a few at a time; a row that fails does so where its result is awaited. */
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

/** Why a run failed, in short; of several reasons the one that says most, since what was tried again is printed too. */
export function failureOf(error: unknown): string {
  const { message } = error as Error;
  const reasons: readonly (readonly [RegExp, string])[] = [
    [/failed to save snapshot|saving snapshot|writing snapshot|not a directory/, "the state cannot be written"],
    [/nil state during Create/, "what was made is not found"],
    [/already exists/, "it exists already"],
    [/would lose what Entra ID has/, "the state is not what Entra ID has"],
    [/HTTP response was nil|: EOF$/m, "the connection broke"],
    [/Microsoft Graph is too busy \(503/, "503 ServiceUnavailable"],
  ];
  const reason = reasons.find(([pattern]) => pattern.test(message))?.[1];
  if (reason !== undefined) return `fails: ${reason}`;
  const [, status, code] = /unexpected status (\d+) [^:]*error: (\w+)/.exec(message) ?? [];
  if (status === undefined) throw error;
  return `fails: ${status} ${code}`;
}

/** What the doctor listed, without ids. */
function listed(findings: readonly DoctorFinding[]): string[] {
  return findings.map(({ what }) => what.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID")).sort();
}

/** What the doctor listed, in a table. */
export function listCell({ listed }: Recovery): string {
  return listed.length === 0 ? "nothing" : listed.join("; ");
}
