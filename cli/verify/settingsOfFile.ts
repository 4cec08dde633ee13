import { readBytes } from "../readTextFile";
import type { Context } from "../../entra/context";
import { findEntries } from "../tenantJson/findEntries";
import { readSettingsFile } from "../tenantJson/settingsFile";

/** The four keys as an administrator's tenant.json has them. */
export async function settingsOfFile(
  path: string,
  at: string | undefined,
  context: Context,
): Promise<Record<string, unknown>> {
  const file = readSettingsFile(await readBytes(path, context), path === "-" ? "standard input" : path);
  const { present } = findEntries(file, at);
  const entries = [...present].map(([key, item]): [string, unknown] => [
    key,
    JSON.parse(file.text.slice(item.valueStart, item.end)),
  ]);
  return Object.fromEntries(entries);
}
