import type { Engine, NoEngine } from "../engine/findEngine";
import { type NoTofu, type Tofu, tofuDestroyElsewhere, tofuElsewhere, tofuLife } from "./tofu";
import { type Life, lifeSteps, liveThrough, pulumiLife, stepText } from "./life";
import { measureRevocation } from "./revocation";
import { measureScaling, measureSideBySide } from "./scaling";
import { type Bench, type Bound, type Section, type Table, atMost } from "./report";

const latencies = [0, 100, 300] as const;

/** The lives at one latency. */
interface Lives {
  readonly latencyMs: (typeof latencies)[number];
  readonly ours: Life;
  readonly tofu?: Life;
}

const title = "Microsoft Graph";

/** What a stack's life costs in time and Graph calls, beside OpenTofu's with the same provider. */
export async function graphSection(engine: Engine | NoEngine, tofu: Tofu | NoTofu, bench: Bench): Promise<Section> {
  if ("missing" in engine) {
    return { title, method: [`Not measured: ${engine.missing}.`], tables: [tofuElsewhere], bounds: [] };
  }
  const lives: Lives[] = [];
  for (const latencyMs of latencies) {
    const live = (who: string) => (step: string) => bench.progress(`graph: ${latencyMs} ms, ${who}, ${step}`);
    const ours = await liveThrough(await pulumiLife(engine, latencyMs, bench), live("this program"));
    if ("missing" in tofu) lives.push({ latencyMs, ours });
    else {
      const theirs = await liveThrough(await tofuLife(tofu, latencyMs, bench), live("OpenTofu"));
      lives.push({ latencyMs, ours, tofu: theirs });
    }
  }
  const scaling = await measureScaling(engine, bench);
  const sideBySide = await measureSideBySide(engine, bench);
  const revocation = await measureRevocation(engine, bench);
  return {
    title,
    method: [
      "Against the sandbox, which answers each Graph and sign-in call after the time given; metadata and sign-in are not counted as Graph calls. Commands as a person types them: `up`, `refresh` and `destroy` preview first, `apply` and `destroy` plan first, which reads everything. Both declare one application, identifier URI, service principal and secret; this program also proves the secret by a token before it publishes it. The provider waits about 20 s after each delete, whatever the latency.",
      ...("missing" in tofu ? [`OpenTofu was not run: ${tofu.missing}.`] : []),
    ],
    tables: [
      lifeTable(lives),
      ...("missing" in tofu ? [tofuElsewhere] : []),
      ...scaling.tables,
      sideBySide,
      revocation.table,
    ],
    bounds: [
      atMost("Graph calls to add 20 scopes", Math.max(...lives.map(({ ours }) => ours["add 20 scopes"].calls)), 10),
      ...scaling.bounds,
      revocation.bound,
      ...lives.map(destroyBound),
    ],
  };
}

function lifeTable(lives: readonly Lives[]): Table {
  const row = (latencyMs: number, who: string, life: Life) => [
    String(latencyMs),
    who,
    ...lifeSteps.map((step) => stepText(life[step])),
  ];
  return {
    title: "Seconds and Graph calls",
    columns: ["ms per call", "with", ...lifeSteps],
    rows: lives.flatMap(({ latencyMs, ours, tofu }) => [
      row(latencyMs, "this program", ours),
      ...(tofu ? [row(latencyMs, "OpenTofu", tofu)] : []),
    ]),
  };
}

function destroyBound({ latencyMs, ours, tofu }: Lives): Bound {
  const elsewhere = tofuDestroyElsewhere[latencyMs];
  const theirs = tofu?.destroy.seconds ?? elsewhere;
  const whose = tofu ? "OpenTofu's" : `the ${elsewhere} s OpenTofu took elsewhere`;
  return atMost(`destroy / ${whose}, ${latencyMs} ms per call`, ours.destroy.seconds / theirs, 0.6);
}
