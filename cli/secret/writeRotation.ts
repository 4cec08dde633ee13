import { Document } from "yaml";
import type { Context } from "../../entra/context";
import { UserError } from "../../entra/userError";
import { formatInstant } from "../../model/instant";
import { exitCode } from "../exitCode";
import { replaceFile } from "../replaceFile";
import { diffOf } from "../textDiff";
import { editRotation, type RotationChange } from "./rotationEdits";
import { rotationKey, rotationOf, type StackFile } from "./stackFile";

/** How the change of a stack's file is carried out and reported. */
interface WriteOptions {
  readonly dryRun: boolean;
  readonly json: boolean;
  /** What the person does next. */
  readonly next: readonly string[];
}

/** Writes a changed rotation, once the text read back means just that, and shows the diff and what comes next. */
export function writeRotation(
  file: StackFile,
  change: RotationChange,
  { dryRun, json, next }: WriteOptions,
  context: Context,
): number {
  if (file.form !== undefined) throw notEdited(file, `states ${rotationKey} as ${file.form}`, change);
  const text = editRotation(file.text, file.name, change);
  const read = rotationOf(text, file.defaults, file.name, context.now());
  if (!agrees(read, change)) throw notEdited(file, "is laid out in a way that cannot be edited safely", change);
  const diff = diffOf(file.name, file.text, text);
  const mark = file.bytes.subarray(0, file.bytes.length - Buffer.byteLength(file.text));
  if (!dryRun) {
    replaceFile(file.path, Buffer.concat([mark, Buffer.from(text)]), { before: file.bytes });
  }
  if (json) {
    context.out(`${JSON.stringify({ file: file.name, written: !dryRun, diff, next }, null, 2)}\n`);
    return exitCode.ok;
  }
  context.out(diff);
  context.note(dryRun ? "nothing was written (--dry-run)" : `wrote ${file.name}; next:`);
  if (!dryRun) next.forEach((step, index) => context.note(`  ${index + 1}. ${step}`));
  return exitCode.ok;
}

function agrees(read: ReturnType<typeof rotationOf>, change: RotationChange): boolean {
  const periods = (keep: RotationChange["keep"]) => keep.map(({ issued, expires }) => `${issued}-${expires}`).sort();
  return (
    read.firstIssued === change.firstIssued &&
    read.allowRevocationUntil === (change.allowRevocationUntil ?? 0) &&
    read.lifetimeDays === (change.lifetimeDays ?? read.lifetimeDays) &&
    read.overlapDays === (change.overlapDays ?? read.overlapDays) &&
    periods(read.keep).join() === periods(change.keep).join()
  );
}

/** The whole rotation to put there by hand. */
function notEdited({ name, own }: StackFile, why: string, change: RotationChange): UserError {
  const { firstIssued, lifetimeDays, overlapDays, allowRevocationUntil: until } = change;
  const keep = change.keep.map(({ issued, expires }) => ({
    issued: formatInstant(issued),
    expires: formatInstant(expires),
  }));
  const rotation = {
    ...own,
    firstIssued: formatInstant(firstIssued),
    ...(lifetimeDays !== undefined && { lifetimeDays }),
    ...(overlapDays !== undefined && { overlapDays }),
    keep: keep.length > 0 ? keep : undefined,
    allowRevocationUntil: until === undefined ? undefined : formatInstant(until),
  };
  const lines = new Document({ [rotationKey]: rotation }, { keepUndefined: false }).toString({
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "PLAIN",
    lineWidth: 0,
  });
  const problem = `${name} ${why}, which is not edited here; nothing was written`;
  return new UserError("stack-file-form", problem, `put this in its place:\n${lines.trimEnd()}`);
}
