import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";

/** The token on standard input, with or without "Bearer"; checked for being whole, as far as that can be seen. */
export async function givenToken(source: string, context: Context): Promise<string> {
  if (source !== "-") {
    throw new UserError(
      "unclassified",
      "a token is taken from standard input only (--token -): as an argument it would stay in the shell's history and in the process list",
    );
  }
  const token = (await context.readInput())
    .toString()
    .trim()
    .replace(/^Bearer\s+/i, "");
  if (token === "") throw new UserError("unclassified", "standard input is empty; pipe the access token in");
  const parts = token.split(".");
  if (parts.length === 5)
    throw new UserError("unclassified", "the token is encrypted (five parts); only the API it is for can read it");
  if (parts.length !== 3 || parts.some((part) => !/^[\w-]+$/.test(part))) {
    const parted = parts.length === 1 ? "1 part" : `${parts.length} parts`;
    throw new UserError(
      "unclassified",
      `standard input holds no whole JWT: ${token.length} characters in ${parted}, where three parts of letters, digits, - and _ are expected; it may be cut off`,
    );
  }
  for (const part of parts.slice(0, 2)) {
    if (!isJsonObject(part))
      throw new UserError(
        "unclassified",
        "the token is damaged: its header or its claims are no JSON; copy it again, whole",
      );
  }
  return token;
}

function isJsonObject(part: string): boolean {
  try {
    return typeof JSON.parse(Buffer.from(part, "base64url").toString()) === "object";
  } catch {
    return false;
  }
}
