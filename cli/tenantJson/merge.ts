import { resolve } from "node:path";
import { readBytes } from "../readTextFile";
import { UserError } from "../../entra/userError";
import { exitCode } from "../exitCode";
import { backUp, replaceFile } from "../replaceFile";
import type { Context } from "../../entra/context";
import { diffOfReplacements } from "../textDiff";
import type { SourceOptions } from "../verb";
import { type KeyChange, mergeSettings } from "./mergeSettings";
import { readSettingsFile } from "./settingsFile";
import { wantedSettings } from "./wantedSettings";

export interface MergeOptions extends SourceOptions {
  readonly file: string;
  readonly at?: string;
  readonly dryRun: boolean;
}

/** Adds the four keys to an administrator's file, or updates them in it. */
export async function merge(options: MergeOptions, context: Context): Promise<number> {
  const { file: name, at, dryRun } = options;
  if (name === "-") throw new UserError("unclassified", "merge changes a file in place; give its name");
  const file = readSettingsFile(await readBytes(name, context), name);
  const { settings } = await wantedSettings(options, context);
  const { changes, edits, text } = mergeSettings(file, settings, at);
  const changed = edits.length > 0;
  const path = resolve(context.folder, name);
  let backup: string | undefined;
  if (changed && !dryRun) {
    backup = name + backUp(path, context.now());
    replaceFile(path, file.mark + text);
  }
  const diff = diffOfReplacements(name, file.text, edits);
  if (options.json) {
    context.out(
      `${JSON.stringify({ file: name, changed, written: backup !== undefined, backup, changes, diff }, null, 2)}\n`,
    );
    return exitCode.ok;
  }
  context.out(diff + summary(changes));
  context.note(ending(name, changed, backup));
  return exitCode.ok;
}

function summary(changes: readonly KeyChange[]): string {
  const width = Math.max(...changes.map(({ key }) => key.length));
  const lines = changes.map(({ key, action, members }) => {
    const which = members.length > 0 ? `: ${members.join(", ")}` : "";
    return `${key.padEnd(width)}  ${action}${which}\n`;
  });
  return lines.join("");
}

function ending(name: string, changed: boolean, backup: string | undefined): string {
  if (!changed) return `${name} has all four keys as the stack wants them; nothing to write`;
  if (backup === undefined) return `nothing was written (--dry-run)`;
  return `wrote ${name}; as it was before, it is in ${backup}`;
}
