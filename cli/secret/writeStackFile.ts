import type { Context } from "../../entra/context";
import { exitCode } from "../exitCode";
import { replaceFile } from "../replaceFile";
import { diffOf } from "../textDiff";

/** A stack's file as it is. */
interface OldFile {
  readonly name: string;
  readonly path: string;
  /** `undefined` where there is no file yet. */
  readonly bytes: Buffer | undefined;
  /** Without a byte-order mark, which stays. */
  readonly text: string;
}

/** How the change is carried out and reported. */
export interface WriteOptions {
  readonly dryRun: boolean;
  readonly json: boolean;
  /** What the person does next. */
  readonly next: readonly string[];
}

/** Writes a stack's file, and shows the diff and what comes next. */
export function writeStackFile(file: OldFile, text: string, options: WriteOptions, context: Context): number {
  const { name, path, bytes = Buffer.of() } = file;
  const { dryRun, json, next } = options;
  const diff = diffOf(name, file.text, text);
  const mark = bytes.subarray(0, bytes.length - Buffer.byteLength(file.text));
  if (!dryRun) replaceFile(path, Buffer.concat([mark, Buffer.from(text)]), file.bytes && { before: file.bytes });
  if (json) {
    context.out(`${JSON.stringify({ file: name, written: !dryRun, diff, next }, null, 2)}\n`);
    return exitCode.ok;
  }
  context.out(diff);
  context.note(dryRun ? "nothing was written (--dry-run)" : `wrote ${name}; next:`);
  if (!dryRun) next.forEach((step, index) => context.note(`  ${index + 1}. ${step}`));
  return exitCode.ok;
}
