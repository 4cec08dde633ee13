import type { Engine } from "../../engine/findEngine";
import { newBenchStack, startBenchSandbox, type BenchStack } from "../benchStack";
import type { Bench, Bound } from "../section";
import type { Table } from "../table";
import { countingCalls, stepText, type Step } from "./graphCalls";
import { scopeValues } from "./life";

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
    measured.push(await withStack(engine, bench, (stack) => grown(stack, size)));
  }
  bench.progress("graph: adding 20 and 80 scopes");
  const [twenty, eighty] = await withStack(engine, bench, addScopes);
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

async function withStack<T>(engine: Engine, bench: Bench, measure: (stack: BenchStack) => Promise<T>): Promise<T> {
  const sandbox = await startBenchSandbox(latencyMs);
  let made: BenchStack | undefined;
  try {
    made = await newBenchStack(engine, sandbox, bench);
    return await measure(made);
  } finally {
    made?.stack.remove();
    await sandbox.close();
  }
}
