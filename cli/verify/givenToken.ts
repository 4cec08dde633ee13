import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";
import { jsonObject } from "../../model/json";
import { decodeToken, largestToken } from "../ici/signature";
import { decodeText } from "../readTextFile";

/** The token on standard input, taken as it is meant; checked for being whole, as far as that can be seen. */
export async function givenToken(source: string, context: Context): Promise<string> {
  if (source !== "-") {
    throw new UserError(
      "token-as-argument",
      "a token is taken from standard input only (--token -)",
      "as an argument it would stay in the shell's history and in the process list",
    );
  }
  const token = meantToken(decodeText(await context.readInput(), "standard input"));
  if (token === "") throw new UserError("token-missing", "standard input is empty", "pipe the access token in");
  if (token.length > largestToken) {
    throw new UserError("token-too-long", `standard input holds ${token.length} characters, and no token is so long`);
  }
  const parts = token.split(".");
  if (parts.length === 5) {
    throw new UserError("token-encrypted", "the token is encrypted (five parts)", "only the API it is for can read it");
  }
  if (/^[01]\.A[\w-]{100,}/.test(token)) {
    throw new UserError("token-refresh", "this is a refresh token", "give the access token of the same answer");
  }
  if (parts.length !== 3 || parts.some((part) => !/^[\w-]+$/.test(part))) {
    const count = parts.length === 1 ? "1 part" : `${parts.length} parts`;
    throw new UserError(
      "token-not-whole",
      `standard input holds no whole JWT: ${token.length} characters in ${count}, where three parts of letters, digits, - and _ are expected`,
      "it may be cut off: copy it again",
    );
  }
  if (!decodeToken(token)) {
    throw new UserError(
      "token-damaged",
      "the token is damaged: its header or its claims are no JSON object",
      "copy it again, whole",
    );
  }
  return token;
}

/** A token out of what people copy: a header line, a quoted text, wrapped lines, a whole answer of the sign-in. */
function meantToken(text: string): string {
  const quotes = /^["'`“”‘’«»]+|["'`“”‘’«»,;\\]+$/g;
  const bare = inAnswer(text) ?? text;
  return bare
    .trim()
    .replace(/^(-H|--header)\s+/, "")
    .replace(quotes, "")
    .replace(/^authorization\s*:\s*/i, "")
    .replace(/^bearer\s+/i, "")
    .replace(/[\s\u200b\u2060\ufeff]+/g, "")
    .replace(quotes, "");
}

/** `access_token` of a JSON answer, or of the address a browser ended at. */
function inAnswer(text: string): string | undefined {
  const [, inAddress] = /[#&?]access_token=([^&\s"']+)/.exec(text) ?? [];
  if (inAddress !== undefined) return inAddress;
  const token = jsonObject(text)?.["access_token"];
  return typeof token === "string" ? token : undefined;
}
