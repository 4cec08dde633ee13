import * as auto from "@pulumi/pulumi/automation";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";

/** A Pulumi CLI with everything this program needs, installed on this machine. */
export interface Engine {
  /** Folder of the `pulumi` command. */
  readonly folder: string;
  /** Folder of the provider plugins. */
  readonly plugins: string;
}

/** Why the real engine cannot be used here. */
export interface NoEngine {
  readonly missing: string;
}

/** The first release that hands every provider error to the error hooks of `components/` (pulumi #23347). */
const oldestCli = "3.244.0";

const neededPlugins = ["azuread", "random"];

/**
 * Looks for the Pulumi CLI on PATH and in Pulumi's home, and for the two provider plugins in that home, of the very
 * versions the SDKs ask the engine for. Looks at files only: starts nothing, downloads nothing.
 */
export function findEngine(): Engine | NoEngine {
  const environment = process.env;
  const home = environment["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  const folders = [...(environment["PATH"] ?? "").split(delimiter).filter(Boolean), join(home, "bin")];
  const folder = folders.find((candidate) => existsSync(join(candidate, commandName("pulumi"))));
  if (folder === undefined) return { missing: `no pulumi command on PATH or in ${join(home, "bin")}` };
  if (!folders.some((candidate) => existsSync(join(candidate, commandName("pulumi-language-nodejs"))))) {
    return { missing: "the Pulumi CLI found has no pulumi-language-nodejs beside it" };
  }
  const plugins = join(home, "plugins");
  const absent = neededPlugins
    .map((name) => ({ name, version: sdkVersion(name) }))
    .filter(({ name, version }) => !existsSync(join(plugins, `resource-${name}-v${version}`)));
  if (absent.length > 0) {
    const wanted = absent.map(({ name, version }) => `${name} ${version}`);
    const commands = wanted.map((plugin) => `pulumi plugin install resource ${plugin}`).join(" && ");
    return { missing: `no plugin ${wanted.join(" and ")} in ${plugins}; install with: ${commands}` };
  }
  return { folder, plugins };
}

/** Asks the CLI for its version, and says why it does not serve where it is none of those this program runs on. */
export async function pulumiCommand({ folder }: Pick<Engine, "folder">): Promise<auto.PulumiCommand | NoEngine> {
  const installation = basename(folder) === "bin" ? { root: dirname(folder) } : {};
  // The Automation API's own check gives no reason a reader could act on, and lets CLIs without hooks pass.
  const command = await auto.PulumiCommand.get({ ...installation, skipVersionCheck: true }).catch(() => undefined);
  const version = command?.version;
  if (command && version && version.major === Number.parseInt(oldestCli) && version.compare(oldestCli) >= 0) {
    return command;
  }
  const mute = command ? "reports no version" : "does not run";
  const found = version ? `is version ${version.version}` : mute;
  return {
    missing: `the Pulumi CLI ${join(folder, "pulumi")} ${found}; version 3 from ${oldestCli} on is needed, see https://www.pulumi.com/docs/install/`,
  };
}

function sdkVersion(name: string): string {
  const file = require.resolve(`@pulumi/${name}/package.json`);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

function commandName(name: string): string {
  return process.platform === "win32" ? `${name}.exe` : name;
}
