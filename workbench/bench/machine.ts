import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { arch, cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Engine } from "../engine/findEngine";

/** What the numbers depend on: name → value. Nothing that names this very machine. */
export type Machine = Readonly<Record<string, string>>;

/** How busy the machine is, for people: called before anything is measured, since measuring is work too. */
export function describeLoad(): string {
  const load = loadavg()[0] ?? 0;
  const busy = load > cpus().length / 2 ? ": busy with other work, so times are too long and ratios rough" : "";
  return `${load.toFixed(1)} when it began${busy}`;
}

/** @param engine - the Pulumi CLI that was measured, where there is one */
export async function describeMachine(
  engine: Engine | undefined,
  tofu: string | undefined,
  load: string,
): Promise<Machine> {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: `${cpus().length} cores, ${cpus()[0]?.model.trim() || arch()}`,
    "load average": load,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}, ${arch()}`,
    "Node.js": process.versions.node,
    "Pulumi CLI": engine ? await pulumiVersion(engine) : "not found",
    "Pulumi providers": engine ? pluginVersions(engine) : "not found",
    OpenTofu: tofu ?? "not found",
  };
}

async function pulumiVersion(engine: Engine): Promise<string> {
  const { stdout } = await promisify(execFile)(join(engine.folder, "pulumi"), ["version"], {
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  return stdout.trim().replace(/^v/, "");
}

/** Plugins are folders named `resource-NAME-vVERSION`, with files such as `….lastused` beside them. */
function pluginVersions({ plugins }: Engine): string {
  return readdirSync(plugins)
    .map((entry) => /^resource-(azuread|random)-v(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(entry))
    .flatMap((match) => (match ? [`${match[1]} ${match[2]}`] : []))
    .join(", ");
}
