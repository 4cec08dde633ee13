import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "../benchStack";
import { atMost, type Bench, type Section } from "../section";
import { median, rangeText } from "../statistics";
import { timed } from "../timedCommand";
import { sampleOutputs } from "./sampleOutputs";
import { tenantFile, tenantFileShapes } from "./tenantFile";

const title = "The `icertis-access` command";
const megabytes = 10;
const command = join(project, "dist", "cli", "main.js");

/** Start-up of the command, and its work on a large file. */
export async function toolsSection(bench: Bench): Promise<Section> {
  const reason = notBuilt();
  if (reason !== undefined) return { title, method: [`Not measured: ${reason}.`], tables: [], bounds: [] };
  const { node, help } = await measureStart(bench);
  const merges = await measureMerges(bench);
  const ratio = median(help) / median(node);
  const row = (what: string, seconds: readonly number[]) => [what, median(seconds).toFixed(3), rangeText(seconds, 3)];
  return {
    title,
    method: [
      `The compiled command in a fresh process each time, ${help.length} times in turn with an empty Node.js, and ${bench.runs} merges into files of ${megabytes} MB.`,
    ],
    tables: [
      {
        title: "Seconds",
        columns: ["command", "median", "range"],
        rows: [
          row("`node -e 0`", node),
          row("`icertis-access --help`", help),
          ...merges.map(({ shape, seconds }) => row(`\`icertis-access tenant-json merge\`, ${shape}`, seconds)),
        ],
      },
    ],
    bounds: [
      atMost("`icertis-access --help` / `node -e 0`", ratio, 1.5),
      ...merges.map(({ shape, seconds }) =>
        atMost(`\`tenant-json merge\` of ${megabytes} MB, ${shape}`, median(seconds), 2, "s"),
      ),
    ],
  };
}

/** Why there is nothing to measure: a build that is missing, or older than a source of the command. */
function notBuilt(): string | undefined {
  if (!existsSync(command)) return "the command is not built (`npm run prepare`)";
  const built = statSync(command).mtimeMs;
  const sources = ["cli", "entra", "model"].flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
  );
  const newer = sources.some((file) => statSync(join(file.parentPath, file.name)).mtimeMs > built);
  return newer ? "the build of the command is older than its sources (`npm run prepare`)" : undefined;
}

async function measureStart({ runs, signal, progress }: Bench) {
  progress("tools: --help");
  const node: number[] = [];
  const help: number[] = [];
  const take = async (args: string[]) =>
    (await timed({ command: process.execPath, args, folder: project, environment: process.env, signal })).seconds;
  for (let run = 0; run < 3 * runs; run++) {
    node.push(await take(["-e", "0"]));
    help.push(await take([command, "--help"]));
  }
  return { node, help };
}

async function measureMerges({ runs, signal, progress }: Bench) {
  const folder = mkdtempSync(join(tmpdir(), "icertis-access-tools-"));
  try {
    const outputs = join(folder, "outputs.json");
    const file = join(folder, "tenant.json");
    writeFileSync(outputs, sampleOutputs());
    const args = [command, "tenant-json", "merge", file, "--outputs", outputs];
    const merges: { readonly shape: string; readonly seconds: number[] }[] = [];
    for (const shape of tenantFileShapes) {
      progress(`tools: merge, ${shape}`);
      const text = tenantFile(shape, megabytes * 1_000_000);
      const seconds: number[] = [];
      for (let run = 0; run < runs; run++) {
        writeFileSync(file, text);
        const result = await timed({ command: process.execPath, args, folder, environment: process.env, signal });
        seconds.push(result.seconds);
      }
      merges.push({ shape, seconds });
    }
    return merges;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
