import { resolve } from "node:path";
import { UserError } from "../entra/userError";
import type { Context } from "../entra/context";

/** The bytes of a file a person named, or of standard input for `-`. */
export async function readBytes(path: string, context: Context): Promise<Buffer> {
  if (path === "-") return context.readInput();
  return context.files.read(resolve(context.folder, path), path);
}

/** Decodes text, UTF-8 or (as Windows PowerShell writes redirected output) UTF-16 with a byte-order mark. */
export function decodeText(bytes: Buffer, name: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError("text-not-utf8", `${name} is not text in UTF-8`, "save it in that encoding");
  }
}
