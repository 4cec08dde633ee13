import type { Engine, NoEngine } from "../engine/findEngine";
import { newBenchStack, project, pulumiCommand, startBenchSandbox } from "./benchStack";
import { writeProgram } from "./comparedPrograms";
import { startInlinePreviews } from "./inlinePreviews";
import { type Bench, type Section, atMost, median, rangeText } from "./report";
import { timed } from "./timedCommand";

/** Seconds of every preview, in the order they were taken. */
interface Previews {
  readonly empty: number[];
  readonly bare: number[];
  readonly ours: number[];
  readonly rejected: number[];
  readonly inline: number[];
}

/** The rows of the table, in its order. */
const shown: Readonly<Record<keyof Previews, string>> = {
  empty: "an empty program",
  bare: "a bare program of the same resources",
  ours: "this program",
  rejected: "this program, its configuration invalid",
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
  const [empty, bare, ours, rejected, inline] = [
    median(previews.empty),
    median(previews.bare),
    median(previews.ours),
    median(previews.rejected),
    median(previews.inline),
  ];
  const extra = (loading.at(-1)?.seconds ?? 0) - (loading[0]?.seconds ?? 0);
  return {
    title,
    method: [
      `\`pulumi preview\` of the dev stack against the sandbox without latency, of an empty TypeScript program (it loads the SDK), of a bare one-file program of the same resources, all through ts-node and sucrase, and of the dev stack through the Automation API with the program inline in a process that stays: in turn, ${bench.runs} times each after one that does not count. Ratios are of medians.`,
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
      atMost("preview of this program / of a bare program of the same resources", ours / bare, 1.05),
      atMost("preview of this program / of an empty program", ours / empty, 1.35),
      atMost("preview of an invalid configuration / of a good one", rejected / ours, 1.2),
      atMost("inline preview / preview by the CLI", inline / ours, 0.5),
    ],
  };
}

async function measurePreviews(engine: Engine, bench: Bench): Promise<Previews> {
  const { runs, progress, signal } = bench;
  const sandbox = await startBenchSandbox();
  const programs = { empty: writeProgram("empty"), bare: writeProgram("bare") };
  const started: (() => Promise<void> | void)[] = [() => sandbox.close()];
  for (const { remove } of Object.values(programs)) started.push(remove);
  try {
    const { stack, pulumi } = await newBenchStack(engine, sandbox, bench);
    started.push(() => stack.remove());
    progress("preview: deploying what is to be previewed");
    await pulumi("up", "--yes");
    for (const { folder } of Object.values(programs)) {
      for (const args of [
        ["stack", "init"],
        ["up", "--yes"],
      ])
        await timed(pulumiCommand({ engine, stack, signal }, args, folder));
    }
    const other = async (kind: keyof typeof programs) => {
      const args = ["preview", "--expect-no-changes"];
      return (await timed(pulumiCommand({ engine, stack, signal }, args, programs[kind].folder))).seconds;
    };
    const inline = await startInlinePreviews(engine, stack);
    started.push(() => inline.end());
    const takes = {
      empty: () => other("empty"),
      bare: () => other("bare"),
      ours: async () => (await pulumi("preview", "--expect-no-changes")).seconds,
      rejected: async () => {
        stack.configure({ cloud: "moon" });
        const command = pulumiCommand({ engine, stack, signal }, ["preview"]);
        const { seconds } = await timed({ ...command, fails: true });
        stack.configure({ cloud: undefined });
        return seconds;
      },
      inline: () => inline.preview(),
    };
    const previews: Previews = { empty: [], bare: [], ours: [], rejected: [], inline: [] };
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

/** What is loaded, and how long it took beyond ts-node and the SDK; the median, in seconds. */
interface Loading {
  readonly what: string;
  readonly seconds: number;
}

/** What a program is made of that is loaded beyond ts-node and the SDK, as JavaScript. */
const programs: Readonly<Record<string, string>> = {
  "this program without a vault": 'require("./index.ts")',
  // The classes as well: a sub-path of azure-native is an index that loads each resource when it is first used.
  "this program with a vault": `require("./index.ts"); require("./components/secretVault.ts");
    const { Secret, Vault } = require("@pulumi/azure-native/keyvault");
    const { RoleAssignment } = require("@pulumi/azure-native/authorization");`,
};

/** Loads the program's modules as `pulumi` does, each time in a fresh process, turn and turn about. */
async function measureLoading({ runs, signal }: Bench): Promise<Loading[]> {
  const seconds = new Map<string, number[]>();
  for (let run = 0; run < runs; run++) {
    for (const [what, code] of Object.entries(programs)) {
      seconds.set(what, [...(seconds.get(what) ?? []), await loadOnce(code, signal)]);
    }
  }
  return [...seconds].map(([what, all]) => ({ what, seconds: median(all) }));
}

async function loadOnce(code: string, signal: AbortSignal): Promise<number> {
  const script = `
    require("ts-node/register");
    require("@pulumi/pulumi");
    const started = performance.now();
    ${code}
    console.log((performance.now() - started) / 1000);`;
  const command = {
    command: process.execPath,
    args: ["-e", script],
    folder: project,
    environment: process.env,
    signal,
  };
  return Number((await timed(command)).out);
}
