import { Document } from "yaml";
import type { Context } from "../../entra/context";
import { UserError } from "../../entra/userError";
import { formatInstant } from "../../model/instant";
import { editRotation, type RotationChange } from "./rotationEdits";
import { rotationKey, rotationOf, type StackFile } from "./stackFile";
import { type WriteOptions, writeStackFile } from "./writeStackFile";

/** Writes a changed rotation, once the text read back means just that. */
export function writeRotation(
  file: StackFile,
  change: RotationChange,
  options: WriteOptions,
  context: Context,
): number {
  if (file.form !== undefined) throw notEdited(file, `states ${rotationKey} as ${file.form}`, change);
  const text = editRotation(file.text, file.name, change);
  const read = rotationOf(text, file.defaults, file.name, context.now());
  if (!agrees(read, change)) throw notEdited(file, "is laid out in a way that cannot be edited safely", change);
  return writeStackFile(file, text, options, context);
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
