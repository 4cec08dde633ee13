import * as auto from "@pulumi/pulumi/automation";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { stringify } from "yaml";
import { programFiles } from "../../engine/engineStack";
import type { Engine } from "../../engine/findEngine";

/** A folder with the files of N stacks, and a state for all of them. */
export interface FleetFolder {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: auto.PulumiCommand;
  readonly names: readonly string[];
  remove(): void;
}

const project = join(__dirname, "..", "..");

/** Makes N stacks of the program on a file backend; nothing is deployed. */
export async function fleetFolder(engine: Engine, count: number, firstIssued: string): Promise<FleetFolder> {
  const root = mkdtempSync(join(tmpdir(), "icertis-access-fleet-"));
  const [folder, state, home] = ["project", "state", "home"].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [folder, state, home]) mkdirSync(path);
  for (const file of programFiles) cpSync(join(project, file), join(folder, file), { recursive: true });
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  symlinkSync(engine.plugins, join(home, "plugins"));
  const environment = {
    PATH: [engine.folder, process.env["PATH"]].join(delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "rehearsal",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  const names = Array.from({ length: count }, (_, index) => `customer-${index + 1}`);
  const command = await auto.PulumiCommand.get(
    basename(engine.folder) === "bin" ? { root: dirname(engine.folder) } : {},
  );
  for (const name of names) {
    const config = { "icertis-access:displayName": `ICM API ${name}`, "icertis-access:rotation": { firstIssued } };
    writeFileSync(join(folder, `Pulumi.${name}.yaml`), stringify({ config }));
    await auto.LocalWorkspace.createStack(
      { stackName: name, projectName: "icertis-access", program: () => Promise.resolve() },
      { workDir: folder, envVars: environment, pulumiCommand: command },
    );
  }
  return { folder, environment, command, names, remove: () => rmSync(root, { recursive: true, force: true }) };
}
