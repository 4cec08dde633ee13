import { resolve } from "node:path";
import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";
import { exitCode } from "../exitCode";
import { bytesToReplace, replaceFile } from "../replaceFile";
import { diffOfEdits } from "../textDiff";
import type { SourceOptions } from "../verb";
import { type KeyChange, type Merge, mergeSettings, unmergeSettings } from "./mergeSettings";
import { readSettingsFile, type SettingsFile } from "./settingsFile";
import { wantedSettings } from "./wantedSettings";

interface UnmergeOptions extends SourceOptions {
  readonly file: string;
  readonly at?: string;
  readonly dryRun: boolean;
}

interface MergeOptions extends UnmergeOptions {
  readonly replace: boolean;
}

/** Brings the four keys into an administrator's file, beside what other integrations have there. */
export async function merge(options: MergeOptions, context: Context): Promise<number> {
  const file = readFile(options, context);
  const { wanted } = await wantedSettings(options, context);
  const merged = mergeSettings(file, { ...wanted, at: options.at }, options.replace);
  return report(merged, write(merged, file, options, context), options, context);
}

/** Takes one stack's audiences out of an administrator's file again. */
export async function unmerge(options: UnmergeOptions, context: Context): Promise<number> {
  const file = readFile(options, context);
  const { wanted } = await wantedSettings(options, context);
  const merged = unmergeSettings(file, { ...wanted, at: options.at });
  return report(merged, write(merged, file, options, context), options, context);
}

function readFile({ file: name }: UnmergeOptions, context: Context): SettingsFile {
  if (name === "-") throw new UserError("input-not-a-file", "the file is changed in place", "give its name");
  return readSettingsFile(bytesToReplace(resolve(context.folder, name), name, context), name);
}

interface Written {
  readonly diff: string;
  /** The name of the file as it was before; `undefined` where nothing was written. */
  readonly backup: string | undefined;
}

function write({ edits, text }: Merge, file: SettingsFile, { dryRun }: UnmergeOptions, context: Context): Written {
  const diff = diffOfEdits(file.name, file.text, edits);
  if (edits.length === 0 || dryRun) return { diff, backup: undefined };
  const path = resolve(context.folder, file.name);
  const options = { before: file.mark + file.text, backUpAt: context.now() };
  const backup = replaceFile(path, file.mark + text, options);
  return { diff, backup: file.name + backup.slice(path.length) };
}

function report(
  { changes, edits }: Merge,
  { diff, backup }: Written,
  { file, json }: UnmergeOptions,
  context: Context,
): number {
  const changed = edits.length > 0;
  if (json) {
    context.out(
      `${JSON.stringify({ file, changed, written: backup !== undefined, backup, changes, diff }, null, 2)}\n`,
    );
    return exitCode.ok;
  }
  context.out(diff + summary(changes));
  if (!changed) context.note(`${file} is as the stack wants it; nothing to write`);
  else if (backup === undefined) context.note("nothing was written (--dry-run)");
  else context.note(`wrote ${file}; as it was before, it is in ${backup}`);
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
