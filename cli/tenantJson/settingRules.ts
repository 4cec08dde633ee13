import type { TenantSetting } from "../../model/tenantJson";

/** What ICI would make of a value of tenant.json, in place of the stack's own. */
type Judgement =
  /** It serves the stack's tokens. */
  | { readonly kind: "right" }
  /** It is the stack's value, written wrongly: a space, an invisible character, a slash, letter case. */
  | { readonly kind: "miswritten"; readonly hint: string }
  /** It belongs to something else; a list that lacks the stack's audiences is `lacking`. */
  | { readonly kind: "other" | "lacking"; readonly hint: string };

const right: Judgement = { kind: "right" };
const mergeHint = "set it as expected, or merge the file (tenant-json merge)";
const replaceHint = "set it as expected, or merge the file with --replace";

/**
 * Judges the Value of a setting.
 *
 * @param v1MetadataUrl - the other address of the same signing keys
 */
export function judge({ Name: key, Value: wanted }: TenantSetting, got: string, v1MetadataUrl: string): Judgement {
  if (isAudiences(key)) return judgeAudiences(got, wanted);
  if (got === wanted || (key.endsWith(".STSDiscoveryEndpoint") && got === v1MetadataUrl)) return right;
  if (essence(got) === essence(wanted)) return { kind: "miswritten", hint: writingHint(got, wanted) };
  if (key.endsWith(".ValidIssuer") && got.endsWith("/v2.0")) {
    const hint = `this is the issuer of version 2 tokens, and the application asks for version 1; ${replaceHint}`;
    return { kind: "other", hint };
  }
  const what = key.endsWith(".ValidIssuer") ? "the tokens have another issuer" : "ICI would look elsewhere";
  return { kind: "other", hint: `${what}${strangeNote(got)}; ${replaceHint}` };
}

function judgeAudiences(got: string, wanted: string): Judgement {
  const audiences = got.split(",");
  const missing = wanted.split(",").filter((audience) => !audiences.includes(audience));
  if (missing.length === 0) return right;
  for (const audience of missing) {
    const miswritten = audiences.find((one) => essence(one) === essence(audience));
    if (miswritten !== undefined) return { kind: "miswritten", hint: writingHint(miswritten, audience) };
  }
  return { kind: "lacking", hint: `the list lacks ${missing.join(" and ")}; ${mergeHint}` };
}

export function isAudiences(key: string): boolean {
  return key.endsWith(".ValidAudiences");
}

/** The list with the wanted audiences in it: a miswritten one is corrected, a missing one added, others stay. */
export function withAudiences(list: string, wanted: string): string {
  const audiences = list.split(",").filter((audience) => audience !== "");
  for (const audience of wanted.split(",")) {
    const at = audiences.findIndex((one) => essence(one) === essence(audience));
    if (audiences.includes(audience)) continue;
    if (at === -1) audiences.push(audience);
    else audiences[at] = audience;
  }
  return audiences.join(",");
}

/** The list without these audiences, however they are written. */
export function withoutAudiences(list: string, unwanted: string): string {
  const gone = unwanted.split(",").map(essence);
  return list
    .split(",")
    .filter((audience) => !gone.includes(essence(audience)))
    .join(",");
}

/** A value without what is easily written wrongly. Every value of ours is of visible ASCII characters. */
function essence(value: string): string {
  return value
    .replace(/[^\x21-\x7e]/g, "")
    .replace(/\/$/, "")
    .toLowerCase();
}

function writingHint(got: string, wanted: string): string {
  if (strangeCharacters(got).length > 0) return `it is compared as it is${strangeNote(got)}; remove them`;
  if (/\s/.test(got)) {
    return "there is a space around the value, as in the connector's documentation, and it is compared as it is; remove it";
  }
  if (`${got}/` === wanted) return "the issuer ends with a slash; add it";
  return `it is compared letter by letter; ${mergeHint}`;
}

function strangeNote(got: string): string {
  const found = strangeCharacters(got);
  return found.length === 0
    ? ""
    : `, and it holds characters that cannot be seen or look like others: ${found.join(", ")}`;
}

const characterNames: Readonly<Record<string, string>> = {
  "\u00a0": " (no-break space)",
  "\u00ad": " (soft hyphen)",
  "\u200b": " (zero-width space)",
  "\u200e": " (left-to-right mark)",
  "\u200f": " (right-to-left mark)",
  "\u2060": " (word joiner)",
  "\ufeff": " (byte-order mark)",
};

/** Characters that have no place in an address, by code point. */
function strangeCharacters(value: string): string[] {
  const found = new Set(value.match(/[^\x20-\x7e]/gu));
  return [...found].map((character) => {
    const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return `U+${point}${characterNames[character] ?? ""}`;
  });
}
