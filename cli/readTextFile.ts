import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../entra/userError";
import type { Context } from "../entra/context";

/** The bytes of a file a person named, or of standard input for `-`. */
export async function readBytes(path: string, context: Context): Promise<Buffer> {
  if (path === "-") return context.readInput();
  const file = resolve(context.folder, path);
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UserError("unclassified", `cannot read ${path}: ${fileProblem(error)}`);
  }
}

/** What a file-system error means, without its stack and its numbers. */
export function fileProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const known: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file or folder",
    EACCES: "this user may not do that; check the permissions",
    EPERM: "this user may not do that; check the permissions",
    EEXIST: "there is one of that name already",
    EISDIR: "it is a folder, not a file",
    ENOTDIR: "a part of its path is a file, not a folder",
    ENOSPC: "the disk is full",
    EROFS: "the disk is read-only",
  };
  return known[code ?? ""] ?? message;
}

/** Decodes text, UTF-8 or (as Windows PowerShell writes redirected output) UTF-16 with a byte-order mark. */
export function decodeText(bytes: Buffer, name: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError("unclassified", `${name} is not text in UTF-8; save it in that encoding`);
  }
}
