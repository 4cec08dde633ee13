import type { Engine, NoEngine } from "../../engine/findEngine";
import { newBenchStack, pulumiCommand, startBenchSandbox } from "../benchStack";
import { atMost, type Bench, type Section } from "../section";
import { median, rangeText } from "../statistics";
import { timed } from "../timedCommand";
import { writeEmptyProgram } from "./emptyProgram";
import { startInlinePreviews } from "./inlinePreviews";
import { measureLoading, type Loading } from "./moduleLoading";

/** Seconds of every preview, in the order they were taken. */
interface Previews {
  readonly empty: number[];
  readonly ours: number[];
  readonly inline: number[];
}

/** The rows of the table, in its order. */
const shown: Readonly<Record<keyof Previews, string>> = {
  empty: "an empty program",
  ours: "this program",
  inline: "this program, inline",
};

const title = "Preview with nothing to change";

/** What a preview costs, beside an empty program's. */
export async function previewSection(engine: Engine | NoEngine, bench: Bench): Promise<Section> {
  const loading = await measureLoading(bench);
  if ("missing" in engine) {
    const method = [`Previews were not measured: ${engine.missing}.`];
    return { title, method, tables: [loadingTable(loading)], bounds: [] };
  }
  const previews = await measurePreviews(engine, bench);
  const [empty, ours, inline] = [median(previews.empty), median(previews.ours), median(previews.inline)];
  const extra = (loading.at(-1)?.seconds ?? 0) - (loading[0]?.seconds ?? 0);
  return {
    title,
    method: [
      `\`pulumi preview\` of the dev stack against the sandbox without latency, of an empty TypeScript program (the SDK loaded, transpile only), and of the dev stack through the Automation API with the program inline in a process that stays: in turn, ${bench.runs} times each after one that does not count. Ratios are of medians.`,
    ],
    tables: [
      {
        title: "Seconds per preview",
        columns: ["preview of", "median", "range", "ratio to empty"],
        rows: Object.entries(shown).map(([kind, name]) => {
          const seconds = previews[kind as keyof Previews];
          return [name, median(seconds).toFixed(2), rangeText(seconds), (median(seconds) / empty).toFixed(2)];
        }),
      },
      loadingTable(loading, [
        `The preview with a vault (≤ 1.5) is not run: it needs the azure-native plugin, and an Azure to ask. Loading its modules alone would make the ratio ${((ours + extra) / empty).toFixed(2)}.`,
      ]),
    ],
    bounds: [
      atMost("preview of this program / of an empty program", ours / empty, 1.3),
      atMost("inline preview / preview by the CLI", inline / ours, 0.5),
    ],
  };
}

async function measurePreviews(engine: Engine, bench: Bench): Promise<Previews> {
  const { runs, progress, signal } = bench;
  const sandbox = await startBenchSandbox();
  const program = writeEmptyProgram();
  const started: (() => Promise<void> | void)[] = [() => sandbox.close(), () => program.remove()];
  try {
    const { stack, pulumi } = await newBenchStack(engine, sandbox, bench);
    started.push(() => stack.remove());
    const empty = (...args: string[]) => timed(pulumiCommand(engine, stack, program.folder, args, signal));
    progress("preview: deploying what is to be previewed");
    await pulumi("up", "--yes");
    await empty("stack", "init");
    await empty("up", "--yes");
    const inline = await startInlinePreviews(engine, stack);
    started.push(() => inline.end());
    const takes = {
      empty: async () => (await empty("preview", "--expect-no-changes")).seconds,
      ours: async () => (await pulumi("preview", "--expect-no-changes")).seconds,
      inline: () => inline.preview(),
    };
    const previews: Previews = { empty: [], ours: [], inline: [] };
    for (let run = 0; run <= runs; run++) {
      progress(`preview: ${run === 0 ? "warming up" : `${run} of ${runs}`}`);
      for (const kind of Object.keys(shown) as (keyof Previews)[]) {
        const seconds = await takes[kind]();
        if (run > 0) previews[kind].push(seconds);
      }
    }
    return previews;
  } finally {
    for (const end of started.reverse()) await end();
  }
}

function loadingTable(loading: readonly Loading[], notes: readonly string[] = []) {
  return {
    title: "Loading the program's modules, beyond ts-node and the SDK",
    columns: ["program", "seconds"],
    rows: loading.map(({ what, seconds }) => [what, seconds.toFixed(2)]),
    notes,
  };
}
