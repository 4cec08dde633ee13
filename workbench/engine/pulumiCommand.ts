import * as auto from "@pulumi/pulumi/automation";
import { basename, dirname, join } from "node:path";
import type { Engine, NoEngine } from "./findEngine";

/** The first release that hands every provider error to the error hooks of `components/` (pulumi #23347). */
const oldestCli = "3.244.0";

/** Asks the CLI for its version, and says why it does not serve where it is none of those this program runs on. */
export async function pulumiCommand({ folder }: Pick<Engine, "folder">): Promise<auto.PulumiCommand | NoEngine> {
  const installation = basename(folder) === "bin" ? { root: dirname(folder) } : {};
  // The Automation API's own check gives no reason a reader could act on, and lets CLIs without hooks pass.
  const command = await auto.PulumiCommand.get({ ...installation, skipVersionCheck: true }).catch(() => undefined);
  const version = command?.version;
  if (command && version && version.major === Number.parseInt(oldestCli) && version.compare(oldestCli) >= 0) {
    return command;
  }
  const found = version ? `is version ${version.version}` : command ? "tells no version" : "does not run";
  return {
    missing: `the Pulumi CLI ${join(folder, "pulumi")} ${found}; version 3 from ${oldestCli} on is needed, see https://www.pulumi.com/docs/install/`,
  };
}
