import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { graphClientId, signInPermissions } from "../../model/graphPermissions";
import { dayMs, formatInstant } from "../../model/instant";
import { scopeTexts } from "../../model/scopes";
import { stackConfig } from "../engine/stackConfig";
import { benchInstant, startBenchSandbox } from "./benchStack";
import { type LifeStep, type Living, countingCalls, scopeValues } from "./life";
import type { Bench, Table } from "./report";
import { timed } from "./timedCommand";

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
const noDownloads = { HTTPS_PROXY: "http://127.0.0.1:9", HTTP_PROXY: "http://127.0.0.1:9", NO_PROXY: "" };

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

/**
 * The dev stack's application, identifier URI, service principal and secret in OpenTofu's JSON syntax. Scope ids are
 * written out: the random provider, which costs no Graph call, is not asked for.
 */
function tofuConfiguration(source: string, scopes: number): unknown {
  const config = stackConfig("dev");
  const setting = (key: string) => config[`icertis-access:${key}`] ?? "";
  const rotation = JSON.parse(setting("rotation")) as { readonly lifetimeDays: number; readonly description: string };
  const application_id = "${azuread_application.api.id}";
  const owners = ["${data.azuread_client_config.current.object_id}"];
  const tags = ["icertis-access"];
  return {
    terraform: { required_providers: { azuread: { source } } },
    data: { azuread_client_config: { current: {} } },
    resource: {
      azuread_application: {
        api: {
          display_name: setting("displayName"),
          sign_in_audience: "AzureADMyOrg",
          owners,
          tags,
          web: {
            redirect_uris: JSON.parse(setting("redirectUris")) as unknown,
            implicit_grant: { access_token_issuance_enabled: true, id_token_issuance_enabled: false },
          },
          api: { requested_access_token_version: 1, oauth2_permission_scope: scopeValues(scopes).map(scopeBlock) },
          required_resource_access: {
            resource_app_id: graphClientId,
            resource_access: Object.values(signInPermissions).map((id) => ({ id, type: "Scope" })),
          },
          lifecycle: { ignore_changes: ["identifier_uris"] },
        },
      },
      azuread_application_identifier_uri: {
        api: { application_id, identifier_uri: "api://${azuread_application.api.client_id}" },
      },
      azuread_service_principal: { api: { client_id: "${azuread_application.api.client_id}", owners, tags } },
      azuread_application_password: {
        current: {
          application_id,
          display_name: rotation.description,
          end_date: formatInstant(Date.parse(benchInstant) + rotation.lifetimeDays * dayMs),
          depends_on: ["azuread_service_principal.api", "azuread_application_identifier_uri.api"],
        },
      },
    },
  };
}

function scopeBlock(value: string, index: number) {
  const { displayName, description } = scopeTexts({ value });
  return {
    id: `00000000-0000-4000-8000-${String(index + 1).padStart(12, "0")}`,
    value,
    type: "User",
    enabled: true,
    admin_consent_display_name: displayName,
    admin_consent_description: description,
    user_consent_display_name: displayName,
    user_consent_description: description,
  };
}

/** The same resources under OpenTofu with the same provider, each command as a person types it. */
export async function tofuLife({ command, source }: Tofu, latencyMs: number, { signal }: Bench): Promise<Living> {
  const sandbox = await startBenchSandbox(latencyMs);
  const folder = mkdtempSync(join(tmpdir(), "icertis-access-tofu-"));
  const remove = async () => {
    rmSync(folder, { recursive: true, force: true });
    await sandbox.close();
  };
  const tofu = (args: string[], more: NodeJS.ProcessEnv = {}) => {
    const environment = { ...process.env, ...sandbox.environment, CHECKPOINT_DISABLE: "1", ...more };
    return timed({ command, args: [...args, "-input=false", "-no-color"], folder, environment, signal });
  };
  const declare = (scopes: number) => {
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(tofuConfiguration(source, scopes), null, 2));
  };
  try {
    declare(1);
    await tofu(["init"], noDownloads);
  } catch (error) {
    await remove();
    throw error;
  }
  const commands: Readonly<Record<LifeStep, () => ReturnType<typeof tofu>>> = {
    create: () => tofu(["apply", "-auto-approve"]),
    // Exit code 2 would say that something is to change.
    preview: () => tofu(["plan", "-detailed-exitcode"]),
    "add 20 scopes": () => {
      declare(21);
      return tofu(["apply", "-auto-approve"]);
    },
    refresh: () => tofu(["apply", "-refresh-only", "-auto-approve"]),
    destroy: () => tofu(["destroy", "-auto-approve"]),
  };
  return { take: (step) => countingCalls(sandbox, commands[step]), remove };
}

/** OpenTofu's destroy of the same resources where it was found, by ms per call; seconds, mostly the provider's own waits. */
export const tofuDestroyElsewhere = { 0: 61.1, 100: 64.1, 300: 70.4 } as const;

/** Shown where OpenTofu is not found. */
export const tofuElsewhere: Table = {
  title: "OpenTofu, measured elsewhere",
  columns: ["ms per call", "create", "plan", "add 20 scopes", "refresh", "destroy"],
  rows: [
    ["0", "4.6 s, 23", "0.5 s, 8", "0.9 s, 13", "0.5 s, 8", "61.1 s, 28"],
    ["100", "7.0 s, 23", "1.3 s, 8", "2.4 s, 13", "1.4 s, 8", "64.1 s, 28"],
    ["300", "11.8 s, 23", "3.2 s, 8", "5.7 s, 13", "3.2 s, 8", "70.4 s, 28"],
  ],
  notes: [
    "By this benchmark with OpenTofu 1.12.6 and azuread 3.8.0, on another machine with two cores, on 2026-11-23; only orders of magnitude compare.",
  ],
};
