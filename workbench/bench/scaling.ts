import type { Engine } from "../engine/findEngine";
import { type BenchStack, newBenchStack, startBenchSandbox, withBenchStack } from "./benchStack";
import { type Step, countingCalls, scopeValues, stepText } from "./life";
import type { Bench, Bound, Table } from "./report";

const latencyMs = 100;
const sizes = [
  { scopes: 1, redirectUris: 1 },
  { scopes: 10, redirectUris: 1 },
  { scopes: 100, redirectUris: 1 },
  { scopes: 1, redirectUris: 256 },
] as const;

interface Measured {
  readonly scopes: number;
  readonly redirectUris: number;
  readonly create: Step;
  readonly preview: Step;
  readonly refresh: Step;
}

/** What the number of scopes and redirect URIs costs. */
export async function measureScaling(engine: Engine, bench: Bench): Promise<{ tables: Table[]; bounds: Bound[] }> {
  const measured: Measured[] = [];
  for (const size of sizes) {
    bench.progress(`graph: ${size.scopes} scopes, ${size.redirectUris} redirect URIs`);
    measured.push(await withBenchStack(engine, latencyMs, bench, (stack) => grown(stack, size)));
  }
  bench.progress("graph: adding 20 and 80 scopes");
  const [twenty, eighty] = await withBenchStack(engine, latencyMs, bench, addScopes);
  const refreshes = measured.map(({ refresh }) => refresh.calls);
  return {
    tables: [
      {
        title: `Seconds and Graph calls against size, ${latencyMs} ms per call`,
        columns: ["scopes", "redirect URIs", "create", "preview", "refresh"],
        rows: measured.map(({ scopes, redirectUris, create, preview, refresh }) => [
          String(scopes),
          String(redirectUris),
          ...[create, preview, refresh].map(stepText),
        ]),
        notes: [`Adding scopes to one: 20 more took ${stepText(twenty)} calls, then 80 more ${stepText(eighty)}.`],
      },
    ],
    bounds: [
      {
        what: "Graph calls to add 80 scopes, as to add 20",
        limit: `= ${twenty.calls}`,
        measured: String(eighty.calls),
        kept: eighty.calls === twenty.calls,
      },
      {
        what: "Graph calls of a refresh, whatever the scopes and redirect URIs",
        limit: "constant",
        measured: refreshes.join(", "),
        kept: new Set(refreshes).size === 1,
      },
    ],
  };
}

async function grown({ stack, sandbox, pulumi }: BenchStack, size: (typeof sizes)[number]): Promise<Measured> {
  stack.configure({
    scopes: scopeValues(size.scopes).map((value) => ({ value })),
    redirectUris: Array.from({ length: size.redirectUris }, (_, index) => `https://cloud.uipath.com/callback/${index}`),
  });
  return {
    ...size,
    create: await countingCalls(sandbox, () => pulumi("up", "--yes")),
    preview: await countingCalls(sandbox, () => pulumi("preview", "--expect-no-changes")),
    refresh: await countingCalls(sandbox, () => pulumi("refresh", "--yes")),
  };
}

async function addScopes({ stack, sandbox, pulumi }: BenchStack): Promise<readonly [Step, Step]> {
  const upTo = (count: number) => {
    stack.configure({ scopes: scopeValues(count).map((value) => ({ value })) });
    return countingCalls(sandbox, () => pulumi("up", "--yes"));
  };
  await upTo(1);
  return [await upTo(21), await upTo(101)];
}

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
