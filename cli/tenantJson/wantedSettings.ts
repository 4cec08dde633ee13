import type { TenantSetting } from "../../model/tenantJson";
import { settingKeys } from "./settingKeys";
import { onlySource, readOutputs } from "../outputs/readOutputs";
import { sourceName } from "../outputs/outputSource";
import type { OAuthOutputs } from "../../model/outputs";
import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";
import type { SourceOptions } from "../verb";

/** What a stack wants in tenant.json. */
export interface Wanted {
  readonly outputs: OAuthOutputs;
  readonly settings: Readonly<Record<string, TenantSetting>>;
}

/** Reads the four settings from a stack's outputs. */
export async function wantedSettings(options: SourceOptions, context: Context): Promise<Wanted> {
  const source = onlySource(options.sources);
  const read = await readOutputs(source, { project: options.project, withSecrets: false }, context);
  const where = sourceName(source);
  if (read.authentication === "apiKey") {
    throw new UserError(
      "unclassified",
      `${where} uses an API key (authentication: apiKey), for which tenant.json needs no keys`,
    );
  }
  return { outputs: read.outputs, settings: fragment(read.outputs.tenantJson, where) };
}

/** Parses the output `tenantJson`. */
export function fragment(text: string, where: string): Record<string, TenantSetting> {
  const settings = parse(text);
  const missing = settingKeys.filter((key) => typeof settings[key]?.Value !== "string");
  if (missing.length === 0) return settings;
  throw new UserError(
    "unclassified",
    `${where} has an output tenantJson without ${missing.join(", ")}; run \`pulumi up\` for it again`,
  );
}

function parse(text: string): Record<string, TenantSetting> {
  try {
    return { ...(JSON.parse(text) as Record<string, TenantSetting>) };
  } catch {
    return {};
  }
}
