import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { randomUUID } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { fileProblem } from "../entra/files";
import { UserError } from "../entra/userError";

/** Only the owner may read a file that holds a secret. */
export const secretFileMode = 0o600;

/**
 * Writes a file as a whole or not at all: to a temporary name beside it, then renamed. A link stays a link, and an
 * existing file keeps its permissions unless others are given.
 *
 * @param mode - permissions of the file; where not given, those it has, or those of any new file
 */
export function replaceFile(path: string, content: string | Buffer, mode?: number): void {
  let temporary: string | undefined;
  try {
    const target = existsSync(path) ? realpathSync(path) : path;
    const existing = existsSync(target) ? statSync(target) : undefined;
    if (existing?.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    // Renaming needs no right to write the file itself; who made it read-only meant it.
    if (existing) accessSync(target, constants.W_OK);
    temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
    const wanted = mode ?? (existing && existing.mode & 0o777);
    const descriptor = openSync(temporary, "wx", wanted ?? 0o666);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    // What the process masks for new files was right for the old one once, too.
    if (wanted !== undefined) chmodSync(temporary, wanted);
    renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    throw new UserError("unclassified", `cannot write ${path}: ${fileProblem(error)}; nothing was written`);
  }
}

/** Copies a file beside itself under a name with the instant in it, and returns what it added to the name. */
export function backUp(path: string, instant: number): string {
  const suffix = `.${new Date(instant).toISOString().replace(/[:.]/g, "-")}.bak`;
  try {
    copyFileSync(path, path + suffix, constants.COPYFILE_EXCL);
    return suffix;
  } catch (error) {
    throw new UserError(
      "unclassified",
      `cannot write the backup ${path}${suffix}: ${fileProblem(error)}; nothing was written`,
    );
  }
}
