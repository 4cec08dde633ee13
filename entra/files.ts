import { closeSync, existsSync, openSync, readSync } from "node:fs";
import type { Files } from "./context";
import { UserError } from "./userError";

/** A tenant.json has some megabytes at most; a device never ends. */
export const mostBytes = 64 * 1024 * 1024;

/** Throws once there is more to read than any file of ours has. */
export function assertBounded(bytes: number, name: string): void {
  if (bytes <= mostBytes) return;
  throw new UserError("file-too-large", `${name} has more than ${mostBytes / 1024 / 1024} MB`, "name another file");
}

/** The files of this machine. */
export const processFiles: Files = {
  exists: existsSync,
  read: (path, name = path) => {
    try {
      return readWhole(path, name);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError("file-unreadable", `cannot read ${name}: ${fileProblem(error)}`);
    }
  },
};

function readWhole(path: string, name: string): Buffer {
  const file = openSync(path, "r");
  try {
    const chunks: Buffer[] = [];
    for (let total = 0; ;) {
      const chunk = Buffer.allocUnsafe(65_536);
      const length = readSync(file, chunk);
      if (length === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, length));
      assertBounded((total += length), name);
    }
  } finally {
    closeSync(file);
  }
}

/** Does what writes a file; that it cannot be written is an error of ours. */
export function written(name: string, write: () => unknown): void {
  try {
    write();
  } catch (error) {
    throw new UserError("file-unwritable", `cannot write ${name}: ${fileProblem(error)}`);
  }
}

const problems: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "this user may not do that; check the permissions",
  EPERM: "this user may not do that; check the permissions",
  EEXIST: "there is one of that name already",
  EISDIR: "it is a folder, not a file",
  ENOTDIR: "a part of its path is a file, not a folder",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the disk is read-only",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "it is a link that leads back to itself",
  ERR_INVALID_ARG_VALUE: "its name holds a character that no file may have",
  EPIPE: "its reader has gone",
};

/** What a file-system error means, without the runtime's own words. */
export function fileProblem(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return problems[code ?? ""] ?? `the system reports ${code ?? "no reason"}`;
}
