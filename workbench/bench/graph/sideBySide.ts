import type { Engine } from "../../engine/findEngine";
import { newBenchStack, startBenchSandbox, type BenchStack } from "../benchStack";
import type { Bench } from "../section";
import type { Table } from "../table";

const latencyMs = 100;

/** What stacks cost that are deployed at the same time. */
export async function measureSideBySide(engine: Engine, bench: Bench): Promise<Table> {
  const rows: string[][] = [];
  let alone: readonly [number, number] | undefined;
  for (const count of [1, 4]) {
    bench.progress(`graph: ${count} ${count === 1 ? "stack" : "stacks side by side"}`);
    const measured = await runTogether(engine, bench, count);
    alone ??= measured;
    const [up, preview] = measured;
    const ratios = [up / alone[0], preview / alone[1]].map((ratio) => ratio.toFixed(2));
    rows.push([String(count), up.toFixed(1), preview.toFixed(1), ...ratios]);
  }
  return {
    title: `Stacks side by side, ${latencyMs} ms per call: seconds until the last one is done`,
    columns: ["stacks", "create", "preview", "create / one stack's", "preview / one stack's"],
    rows,
  };
}

async function runTogether(engine: Engine, bench: Bench, count: number): Promise<readonly [number, number]> {
  const sandbox = await startBenchSandbox(latencyMs);
  const stacks: BenchStack[] = [];
  try {
    for (let index = 0; index < count; index++) stacks.push(await newBenchStack(engine, sandbox, bench));
    const together = async (...args: string[]) =>
      Math.max(...(await Promise.all(stacks.map(({ pulumi }) => pulumi(...args)))).map(({ seconds }) => seconds));
    return [await together("up", "--yes"), await together("preview", "--expect-no-changes")];
  } finally {
    for (const { stack } of stacks) stack.remove();
    await sandbox.close();
  }
}
