import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { project } from "./benchStack";
import { type Bench, type Section, atMost, median, rangeText } from "./report";

const title = "The local Entra ID";
const command = join(project, "packages", "entra-sandbox", "dist", "main.js");

/** From the start of the command to the line that says it listens, and its memory before any request. */
export async function sandboxSection({ runs, signal, progress }: Bench): Promise<Section> {
  if (!existsSync(command)) {
    return { title, method: ["Not measured: it is not built (`npm run prepare`)."], tables: [], bounds: [] };
  }
  progress("sandbox: start");
  const starts: Start[] = [];
  for (let run = 0; run < runs; run++) starts.push(await started(signal));
  const seconds = starts.map((start) => start.seconds);
  const megabytes = starts.flatMap((start) => start.megabytes ?? []);
  const memory = megabytes.length > 0 ? [["resident memory, MB", megabytes] as const] : [];
  return {
    title,
    method: [`The compiled command, ${runs} times, until it prints where it listens; memory on Linux only.`],
    tables: [
      {
        title: "Start",
        columns: ["what", "median", "range"],
        rows: [["seconds", seconds] as const, ...memory].map(([what, values]) => [
          what,
          median(values).toFixed(2),
          rangeText(values),
        ]),
      },
    ],
    bounds: [atMost("start of the local Entra ID", median(seconds), 1, "s")],
  };
}

interface Start {
  readonly seconds: number;
  readonly megabytes: number | undefined;
}

async function started(signal: AbortSignal): Promise<Start> {
  const begin = performance.now();
  const child = spawn(process.execPath, [command, "--json"], { stdio: ["ignore", "pipe", "inherit"], signal });
  await once(child.stdout, "data");
  const seconds = (performance.now() - begin) / 1000;
  const megabytes = residentMegabytes(child.pid ?? 0);
  child.kill("SIGTERM");
  await once(child, "exit");
  return { seconds, megabytes };
}

function residentMegabytes(pid: number): number | undefined {
  const file = `/proc/${pid}/status`;
  const kilobytes = existsSync(file) ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(file, "utf8"))?.[1] : undefined;
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}
