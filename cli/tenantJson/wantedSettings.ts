import { getNodeValue } from "jsonc-parser";
import * as v from "valibot";
import { jsonOf } from "../../model/json";
import type { TenantSetting } from "../../model/tenantJson";
import type { OAuthOutputs } from "../../model/outputs";
import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";
import { sourceName } from "../outputs/outputSource";
import { onlySource, readOutputs } from "../outputs/readOutputs";
import type { SourceOptions } from "../verb";
import { readBytes } from "../readTextFile";
import { findEntries, memberOf, settingKeys } from "./entries";
import type { Wanted } from "./mergeSettings";
import { readSettingsFile } from "./settingsFile";

/** Reads from a stack's outputs what it wants in tenant.json. */
export async function wantedSettings(
  options: SourceOptions,
  context: Context,
): Promise<{ readonly outputs: OAuthOutputs; readonly wanted: Wanted }> {
  const source = onlySource(options.sources);
  const read = await readOutputs(source, { project: options.project, withSecrets: false }, context);
  const where = sourceName(source);
  if (read.authentication === "apiKey") {
    throw new UserError(
      "tenant-json-not-needed",
      `${where} uses an API key (authentication: apiKey), for which tenant.json needs no keys`,
    );
  }
  const { outputs } = read;
  const v1MetadataUrl = outputs.icertisHandoff.v1MetadataDocument;
  return { outputs, wanted: { settings: fragment(outputs.tenantJson, where), v1MetadataUrl } };
}

const text = v.pipe(v.string(), v.nonEmpty());
/** An object keyed by name, as far as it is looked at; its members stay in their order. */
const keyed = v.record(
  v.string(),
  v.custom<TenantSetting>((value) => v.is(v.object({ Name: text, Value: text }), value)),
);

/** Parses the output `tenantJson`. */
export function fragment(text: string, where: string): Record<string, TenantSetting> {
  const settings = jsonOf(text, keyed) ?? {};
  const missing = settingKeys.filter((key) => settings[key]?.Name !== key);
  if (missing.length === 0) {
    return Object.fromEntries(settingKeys.map((key) => [key, settings[key]])) as Record<string, TenantSetting>;
  }
  throw new UserError(
    "outputs-tenant-json",
    `${where} has an output tenantJson without ${missing.join(", ")}`,
    "run `pulumi up` for it again",
  );
}

/** The four keys as an administrator's tenant.json has them. */
export async function settingsOfFile(
  path: string,
  at: string | undefined,
  context: Context,
): Promise<Record<string, unknown>> {
  const file = readSettingsFile(await readBytes(path, context), path === "-" ? "standard input" : path);
  const entries = [...findEntries(file, at).present].map(([key, entry]) => {
    const value = memberOf(entry, "Value");
    return [key, { Value: value && (getNodeValue(value) as unknown) }];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}
