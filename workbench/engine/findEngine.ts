import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

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

const neededPlugins = ["azuread", "random"];

/**
 * Looks for the Pulumi CLI on PATH and in Pulumi's home, and for the two provider plugins in that home, of the very
 * versions the SDKs ask the engine for. Looks at files only: starts nothing, downloads nothing.
 */
export function findEngine(environment: NodeJS.ProcessEnv = process.env): Engine | NoEngine {
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

function sdkVersion(name: string): string {
  const file = require.resolve(`@pulumi/${name}/package.json`);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

function commandName(name: string): string {
  return process.platform === "win32" ? `${name}.exe` : name;
}
