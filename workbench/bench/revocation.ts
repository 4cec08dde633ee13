import { performance } from "node:perf_hooks";
import type { Engine } from "../engine/findEngine";
import { benchInstant, withBenchStack } from "./benchStack";
import { type Bench, type Bound, type Table, atMost } from "./report";

/** Who removes the secrets; a setting of the provider's own makes this program leave it to the provider. */
const removers = [
  { who: "this program", settings: {} },
  { who: "the provider", settings: { "azuread:useCli": "false" } },
] as const;

const latencyMs = 100;
const start = { lifetimeDays: 365, overlapDays: 60 };

/** How long the last of two leaked secrets outlives the first one that is removed. */
export async function measureRevocation(engine: Engine, bench: Bench): Promise<{ table: Table; bound: Bound }> {
  const measured: { readonly who: string; readonly up: number; readonly between: number }[] = [];
  for (const { who, settings } of removers) {
    bench.progress(`graph: a revocation, secrets removed by ${who}`);
    measured.push({ who, ...(await revoke(engine, settings, bench)) });
  }
  return {
    table: {
      title: `Seconds of a revocation of two secrets, ${latencyMs} ms per call`,
      columns: ["removed by", "`up`", "from the first removal to the last"],
      rows: measured.map(({ who, up, between }) => [who, up.toFixed(1), between.toFixed(1)]),
    },
    bound: atMost("from the first removal of a leaked secret to the last", measured[0]?.between ?? NaN, 10, "s"),
  };
}

function revoke(engine: Engine, settings: Readonly<Record<string, string>>, bench: Bench) {
  return withBenchStack(engine, latencyMs, bench, async ({ sandbox, stack, pulumi }) => {
    for (const [key, value] of Object.entries(settings)) await stack.stack.setConfig(key, { value });
    // So long ago that the first run is inside an overlap, and issues the secret before too.
    stack.configure({ rotation: { ...start, firstIssued: "2026-01-20" } });
    await pulumi("up", "--yes");
    const allowed = { firstIssued: benchInstant, allowRevocationUntil: benchInstant.replace("T08", "T09") };
    stack.configure({ rotation: { ...start, ...allowed } });
    sandbox.requestLog.clear();
    const removals: number[] = [];
    const watch = setInterval(() => {
      const answered = sandbox.requestLog.exchanges.filter(({ path }) => path.endsWith("/removePassword")).length;
      while (removals.length < answered) removals.push(performance.now());
    }, 20);
    const { seconds } = await pulumi("up", "--yes").finally(() => clearInterval(watch));
    const [first, last] = [removals.at(0), removals.at(1)];
    if (first === undefined || last === undefined) throw new Error("the revocation did not remove two secrets");
    return { up: seconds, between: (last - first) / 1000 };
  });
}
