import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Context } from "../entra/context";
import { fileProblem } from "../entra/files";
import { UserError } from "../entra/userError";

/** Only the owner may read a file that holds a secret. */
export const secretFileMode = 0o600;
/** Ends the name of every file that is being written, for ignore rules. */
const unfinished = ".icertis-access-tmp";

interface ReplaceOptions {
  /** Permissions of the file; where left out, those it has, or those of any new file. */
  readonly mode?: number | undefined;
  /** What the file held when it was read; it is not replaced where it holds something else by now. */
  readonly before?: string | Buffer;
  /** Keeps what it held in a file beside it that has this instant in its name. */
  readonly backUpAt?: number;
}

/**
 * Writes a regular file as a whole or not at all: to a name beside it, then renamed. A link stays a link.
 *
 * @returns the name of the backup; empty where none was asked for
 */
export function replaceFile(path: string, content: string | Buffer, options: ReplaceOptions = {}): string {
  const { mode, before, backUpAt } = options;
  let temporary: string | undefined;
  let backup = "";
  try {
    const { target, existing } = targetOf(path);
    // Renaming needs no right to write the file itself; who made it read-only meant it.
    if (existing) accessSync(target, constants.W_OK);
    const beside = join(dirname(target), `.${basename(target)}${unfinished}`);
    const wanted = mode ?? (existing && existing.mode & 0o777);
    // The name is the same for every writer, so that the second one finds the first.
    const descriptor = openSync(beside, "wx", wanted ?? 0o666);
    temporary = beside;
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    // What the process masks for new files was right for the old one once, too.
    if (wanted !== undefined) chmodSync(temporary, wanted);
    if (before !== undefined && !readFileSync(target).equals(Buffer.from(before))) {
      throw new UserError("file-changed", `${path} was changed by something else meanwhile`, "start again");
    }
    if (backUpAt !== undefined && existing) {
      const name = `${path}.${new Date(backUpAt).toISOString().replace(/[:.]/g, "-")}.bak`;
      copyFileSync(target, name, constants.COPYFILE_EXCL);
      backup = name;
    }
    renameSync(temporary, target);
    return backup;
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    if (backup !== "") rmSync(backup, { force: true });
    if (error instanceof UserError) throw error;
    throw writeError(path, error as NodeJS.ErrnoException);
  }
}

/** What a file holds that is to be replaced. What is no file is named for what it is: the end of a pipe may never come. */
export function bytesToReplace(path: string, name: string, { files }: Context): Buffer {
  targetOf(path);
  return files.read(path, name);
}

/** Where a path leads, and what is there. */
function targetOf(path: string): { readonly target: string; readonly existing: Stats | undefined } {
  const link = lstatSync(path, { throwIfNoEntry: false });
  if (!link) return { target: path, existing: undefined };
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing?.isFile()) return { target: realpathSync(path), existing };
  const what = existing === undefined ? "a link that leads nowhere" : kindOf(existing);
  throw new UserError(
    "file-not-regular",
    `${path} is ${what}, not a file; nothing was written`,
    "give the name of a file",
  );
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return "a folder";
  return found.isFIFO() || found.isSocket() ? "a pipe or socket" : "a device";
}

function writeError(path: string, error: NodeJS.ErrnoException): UserError {
  if (error.code === "EEXIST" && error.path?.endsWith(unfinished)) {
    return new UserError(
      "file-busy",
      `something else is writing ${path}; nothing was written`,
      `start again when it has ended; if nothing is running, remove ${error.path}, which was left behind`,
    );
  }
  return new UserError("file-unwritable", `cannot write ${path}: ${fileProblem(error)}; nothing was written`);
}

/** Refuses to put a secret where the next commit could take it along. */
export async function checkSecretFile(path: string, name: string, context: Context): Promise<void> {
  const ignored = await context.run("git", ["check-ignore", "--quiet", path], { folder: dirname(path) });
  // 0: ignored; 128: no work tree. Without Git nothing is committed either.
  if (ignored?.code !== 1) return;
  throw new UserError(
    "secret-in-work-tree",
    `${name} would hold a secret inside a Git work tree that does not ignore it; nothing was written`,
    "write it to a folder outside, or add it to .gitignore first",
  );
}
