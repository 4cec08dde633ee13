import { getNodeValue } from "jsonc-parser";
import { readBytes } from "../readTextFile";
import type { Context } from "../../entra/context";
import { findEntries, memberOf } from "../tenantJson/entries";
import { readSettingsFile } from "../tenantJson/settingsFile";

/** The four keys as an administrator's tenant.json has them. */
export async function settingsOfFile(
  path: string,
  at: string | undefined,
  context: Context,
): Promise<Record<string, unknown>> {
  const file = readSettingsFile(await readBytes(path, context), path === "-" ? "standard input" : path);
  const { present } = findEntries(file, at);
  const entries = [...present].map(([key, entry]) => {
    const value = memberOf(entry, "Value");
    return [key, { Value: value && (getNodeValue(value) as unknown) }];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}
