import { formatInstant } from "../../model/instant";
import { UserError } from "../../entra/userError";
import { exitCode } from "../exitCode";
import { replaceFile } from "../replaceFile";
import type { Context } from "../../entra/context";
import { diffOf } from "../textDiff";
import { editRotation, type RotationChange } from "./rotationEdits";
import { rotationDefaults, rotationOf, type StackFile } from "./stackFile";
import { join, resolve } from "node:path";

/** How the change of a stack's file is carried out and told. */
export interface WriteOptions {
  readonly project: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Writes a changed rotation, once the text read back means just that, and shows the diff and what comes next. */
export function writeRotation(
  file: StackFile,
  change: RotationChange,
  next: readonly string[],
  options: WriteOptions,
  context: Context,
): number {
  const text = editRotation(file.text, file.name, change);
  const defaults = rotationDefaults(join(resolve(context.folder, options.project), "Pulumi.yaml"));
  const read = rotationOf(text, defaults, file.name, context.now());
  if (!agrees(read, change)) {
    throw new UserError(
      "unclassified",
      [
        `${file.name} is laid out in a way that cannot be edited safely, so nothing was written; write under icertis-access:rotation:`,
        ...linesOf(change).map((line) => `  ${line}`),
      ].join("\n"),
    );
  }
  const diff = diffOf(file.name, file.text, text);
  if (!options.dryRun) replaceFile(file.path, text);
  if (options.json) {
    context.out(`${JSON.stringify({ file: file.name, written: !options.dryRun, diff, next }, null, 2)}\n`);
    return exitCode.ok;
  }
  context.out(diff);
  context.note(options.dryRun ? "nothing was written (--dry-run)" : `wrote ${file.name}; next:`);
  if (!options.dryRun) next.forEach((step, index) => context.note(`  ${index + 1}. ${step}`));
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

function linesOf({ firstIssued, keep, allowRevocationUntil: until }: RotationChange): string[] {
  const entries = keep.map(
    ({ issued, expires }) => `  - { issued: "${formatInstant(issued)}", expires: "${formatInstant(expires)}" }`,
  );
  return [
    `firstIssued: "${formatInstant(firstIssued)}"`,
    ...(entries.length > 0 ? ["keep:", ...entries] : ["(no keep)"]),
    ...(until === undefined ? [] : [`allowRevocationUntil: "${formatInstant(until)}"`]),
  ];
}
