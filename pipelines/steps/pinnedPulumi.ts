import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { Environment } from "./job";

/** The version of the SDK, and so of the CLI: pinned in one place, package.json. */
export const pinnedVersion = (
  JSON.parse(readFileSync(require.resolve("@pulumi/pulumi/package.json"), "utf8")) as { readonly version: string }
).version;

/** The environment with the CLI that `install-pulumi` installed first on PATH, where it is there. */
export function withPinnedPulumi(environment: Environment): Environment {
  const folder = join(homedir(), ".pulumi", "versions", pinnedVersion, "bin");
  if (!existsSync(folder)) return environment;
  return { ...environment, PATH: [folder, environment["PATH"]].filter(Boolean).join(delimiter) };
}
