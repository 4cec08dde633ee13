import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { timed } from "../timedCommand";

/** OpenTofu with the azuread provider. */
export interface Tofu {
  /** Path of the command. */
  readonly command: string;
  /** Where the provider is registered: its source address. */
  readonly source: string;
  /** Versions of both, for people. */
  readonly version: string;
}

/** Why OpenTofu cannot be used here. */
export interface NoTofu {
  readonly missing: string;
}

const sources = ["registry.opentofu.org/hashicorp/azuread", "registry.terraform.io/hashicorp/azuread"];

/** Nothing listens there: a provider is found on this machine, through the user's CLI configuration, or not at all. */
export const noDownloads = { HTTPS_PROXY: "http://127.0.0.1:9", HTTP_PROXY: "http://127.0.0.1:9", NO_PROXY: "" };

/** Looks for `tofu` on PATH, and whether it finds the provider without a download. */
export async function findTofu(signal: AbortSignal): Promise<Tofu | NoTofu> {
  const command = (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, process.platform === "win32" ? "tofu.exe" : "tofu"))
    .find((file) => existsSync(file));
  if (command === undefined) return { missing: "no tofu on PATH" };
  for (const source of sources) {
    const version = await initialised(command, source, signal);
    if (version !== undefined) return { command, source, version };
  }
  return { missing: "tofu finds no hashicorp/azuread provider on this machine" };
}

async function initialised(command: string, source: string, signal: AbortSignal): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "icertis-access-tofu-"));
  try {
    const required = { required_providers: { azuread: { source } } };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ terraform: required }));
    const environment = { ...process.env, ...noDownloads, CHECKPOINT_DISABLE: "1" };
    const run = (...args: string[]) => timed({ command, args, folder, environment, signal });
    await run("init", "-input=false", "-no-color");
    const { terraform_version, provider_selections } = JSON.parse((await run("version", "-json")).out) as {
      readonly terraform_version: string;
      readonly provider_selections: Readonly<Record<string, string>>;
    };
    return `${terraform_version}, azuread ${provider_selections[source] ?? "of an unknown version"}`;
  } catch {
    if (signal.aborted) throw signal.reason as Error;
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
