import * as auto from "@pulumi/pulumi/automation";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Engine } from "../../engine/findEngine";
import { makeProgramFolder } from "../../engine/programFolder";
import { pulumiCommand } from "../../engine/pulumiCommand";

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
  const { folder, environment, remove } = makeProgramFolder(engine, project);
  const names = Array.from({ length: count }, (_, index) => `customer-${index + 1}`);
  const command = await pulumiCommand(engine);
  if ("missing" in command) throw new Error(command.missing);
  for (const name of names) {
    const config = { "icertis-access:displayName": `ICM API ${name}`, "icertis-access:rotation": { firstIssued } };
    writeFileSync(join(folder, `Pulumi.${name}.yaml`), stringify({ config }));
    await auto.LocalWorkspace.createStack(
      { stackName: name, projectName: "icertis-access", program: () => Promise.resolve() },
      { workDir: folder, envVars: environment, pulumiCommand: command },
    );
  }
  return { folder, environment, command, names, remove };
}
