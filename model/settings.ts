import { closest } from "fastest-levenshtein";
import * as v from "valibot";
import type { Problem } from "./problem";

const text = v.string();
const days = v.number();

/** The shape of the stack configuration; what the values may be is the concern of the rules beside this file. */
const Settings = v.strictObject({
  authentication: v.picklist(["oauth", "apiKey"]),
  displayName: text,
  redirectUris: v.array(text),
  implicitAccessTokens: v.boolean(),
  scopes: v.array(
    v.strictObject({
      value: text,
      displayName: v.optional(text),
      description: v.optional(text),
      type: v.optional(text),
      id: v.optional(text),
    }),
  ),
  rotation: v.strictObject({
    firstIssued: v.optional(text),
    lifetimeDays: days,
    overlapDays: days,
    description: text,
    keep: v.optional(v.array(v.strictObject({ issued: text, expires: text }))),
    allowRevocationUntil: v.optional(text),
  }),
  owners: v.array(text),
  protect: v.boolean(),
  clientApplication: v.picklist(["same", "separate"]),
  acceptGuidAudience: v.boolean(),
  cloud: text,
  adminConsent: v.boolean(),
});

/** The stack configuration, of the right shape, defaults included. */
export type Settings = v.InferOutput<typeof Settings>;

/** Every key of the stack configuration, without the project's prefix. */
export const settingKeys: readonly string[] = Object.keys(Settings.entries);

/** Keys whose values are texts; all others hold JSON. */
const textKeys: ReadonlySet<string> = new Set(["authentication", "displayName", "clientApplication", "cloud"]);

/**
 * Reads the configuration as the engine hands it over: a text per key, JSON where the value is no text.
 *
 * @param secretKeys - keys whose values must not appear in a problem
 */
export function readSettings(
  raw: Readonly<Record<string, string>>,
  secretKeys: ReadonlySet<string>,
): Settings | Problem[] {
  const values = Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [key, textKeys.has(key) ? value : parseJson(value)]),
  );
  const result = v.safeParse(Settings, values);
  return result.success ? result.output : result.issues.map((issue) => shapeProblem(issue, secretKeys));
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** What a value of each shape is, and how to write one in the stack's file. */
const shapes: Readonly<Record<string, { rule: string; remedy: string }>> = {
  string: { rule: "must be a text", remedy: "put the value in quotes" },
  number: { rule: "must be a number", remedy: "write digits without quotes" },
  boolean: { rule: "must be true or false", remedy: "write it without quotes" },
  array: { rule: "must be a list", remedy: "write one entry per line, each after a dash" },
  strict_object: { rule: "must be an object", remedy: "write its members below it, one `name: value` per line" },
};

function shapeProblem(issue: v.BaseIssue<unknown>, secretKeys: ReadonlySet<string>): Problem {
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  const key = path.map((part, at) => (typeof part === "number" ? `[${part}]` : at > 0 ? `.${part}` : part)).join("");
  const got = secretKeys.has(String(path[0])) ? undefined : issue.input;
  if (issue.expected === "never") return unknownKeyProblem(key, path);
  if (issue.received === "undefined") {
    return { key, rule: "is required", remedy: "add it to the stack's file" };
  }
  if (issue.type === "picklist") {
    return { key, got, rule: `must be ${issue.expected?.replace(/[()]/g, "")}`, remedy: "choose one of these" };
  }
  return { key, got, ...(shapes[issue.type] ?? { rule: issue.message, remedy: "correct the value" }) };
}

function unknownKeyProblem(key: string, path: readonly (string | number)[]): Problem {
  const known = knownMembers(path.slice(0, -1));
  return {
    key,
    rule: "is not a setting of this program",
    remedy: `did you mean ${closest(String(path.at(-1)), known)}? known here: ${known.join(", ")}`,
  };
}

/** The parts of a valibot schema that lead to its members: of an object, a list, an optional value. */
interface SchemaParts {
  readonly entries?: Readonly<Record<string, SchemaParts>>;
  readonly item?: SchemaParts;
  readonly wrapped?: SchemaParts;
}

/** The members the schema has at a path. */
function knownMembers(path: readonly (string | number)[]): string[] {
  let schema: SchemaParts = Settings as SchemaParts;
  for (const part of path) {
    const { entries, item } = schema;
    const member = typeof part === "number" ? item : entries?.[part];
    schema = member?.wrapped ?? member ?? {};
  }
  return Object.keys(schema.entries ?? {});
}
