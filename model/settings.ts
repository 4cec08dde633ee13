import { closest } from "fastest-levenshtein";
import * as v from "valibot";
import type { Problem } from "./problem";

const text = v.string();
const days = v.number();

/** The shape of the stack configuration; what the values may be is the concern of the rules beside this file. */
const Settings = v.object({
  authentication: v.picklist(["oauth", "apiKey"]),
  displayName: text,
  redirectUris: v.array(text),
  implicitAccessTokens: v.boolean(),
  scopes: v.array(
    v.object({
      value: text,
      displayName: v.optional(text),
      description: v.optional(text),
      type: v.optional(text),
      id: v.optional(text),
    }),
  ),
  rotation: v.object({
    firstIssued: v.optional(text),
    lifetimeDays: days,
    overlapDays: days,
    description: text,
    keep: v.optional(v.array(v.object({ issued: text, expires: text }))),
    allowRevocationUntil: v.optional(text),
  }),
  owners: v.array(text),
  protect: v.boolean(),
  clientApplication: v.picklist(["same", "separate"]),
  acceptGuidAudience: v.boolean(),
  cloud: text,
  adminConsent: v.boolean(),
  instance: v.optional(text),
  apiKey: v.optional(text),
  vault: v.optional(
    v.object({
      resourceGroup: v.optional(text),
      location: v.optional(text),
      name: v.optional(text),
      existing: v.optional(text),
      readers: v.optional(v.array(v.object({ objectId: text, type: v.optional(text) }))),
      secretOutputs: v.optional(v.boolean()),
      publicNetworkAccess: v.optional(v.boolean()),
    }),
  ),
  adopt: v.optional(
    v.object({
      applicationObjectId: text,
      servicePrincipalObjectId: v.optional(text),
      scopeIds: v.optional(v.record(text, text)),
    }),
  ),
});

/** The stack configuration, of the right shape, defaults included. */
export type Settings = v.InferOutput<typeof Settings>;

/** Every key of the stack configuration, without the project's prefix. */
export const settingKeys: readonly string[] = Object.keys(Settings.entries);

/** The members of `rotation`, as dotted keys. */
export const rotationKeys: readonly string[] = Object.keys(Settings.entries.rotation.entries).map(
  (member) => `rotation.${member}`,
);

/** Keys whose values are texts; all others hold JSON. */
const textKeys: ReadonlySet<string> = new Set([
  "authentication",
  "displayName",
  "clientApplication",
  "cloud",
  "instance",
  "apiKey",
]);

/** What could be read, and what is wrong with the rest. */
export interface ReadSettings {
  /** The settings of the right shape: all of them where there is no problem. */
  readonly settings: Partial<Settings>;
  readonly problems: readonly Problem[];
}

/** Reads the configuration as the engine hands it over: a text per key, JSON where the value is no text. */
export function readSettings(raw: Readonly<Record<string, string>>): ReadSettings {
  const values = Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [key, textKeys.has(key) ? value : parseJson(value)]),
  );
  const { issues = [], output } = v.safeParse(Settings, values);
  return {
    settings: wellShaped(output as Settings, issues),
    problems: [...unknownMembers(Settings as SchemaParts, values, ""), ...issues.map(shapeProblem)],
  };
}

/** The settings without those of the wrong shape; of `rotation` without its optional members of the wrong shape. */
function wellShaped(output: Settings, issues: readonly v.BaseIssue<unknown>[]): Partial<Settings> {
  const paths = issues.map(({ path = [] }) => path.map((item) => item.key));
  const rotation = paths.filter(([key]) => key === "rotation").map(([, member]) => member);
  const partOfRotation = rotation.every((member) => member === "keep" || member === "allowRevocationUntil");
  const misshapen = new Set(paths.map(([key]) => key).filter((key) => key !== "rotation" || !partOfRotation));
  const settings = Object.fromEntries(
    Object.entries(output).filter(([key]) => !misshapen.has(key)),
  ) as Partial<Settings>;
  if (!settings.rotation || rotation.length === 0) return settings;
  const members = Object.entries(settings.rotation).filter(([member]) => !rotation.includes(member));
  return { ...settings, rotation: Object.fromEntries(members) as Settings["rotation"] };
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
  object: { rule: "must be an object", remedy: "write its members below it, one `name: value` per line" },
};

function shapeProblem(issue: v.BaseIssue<unknown>): Problem {
  const key = (issue.path ?? []).reduce((at, item) => memberKey(at, item.key as string | number), "");
  const got = issue.input;
  if (issue.received === "undefined") {
    return { key, rule: "is required", remedy: "add it to the stack's file" };
  }
  if (issue.type === "picklist") {
    return { key, got, rule: `must be ${issue.expected?.replace(/[()]/g, "")}`, remedy: "choose one of these" };
  }
  return { key, got, ...(shapes[issue.type] ?? { rule: `must be ${issue.expected}`, remedy: "correct the value" }) };
}

/** The parts of a valibot schema that lead to its members: of an object, a list, an optional value. */
interface SchemaParts {
  readonly entries?: Readonly<Record<string, SchemaParts>>;
  readonly item?: SchemaParts;
  readonly wrapped?: SchemaParts;
}

/** Every member the schema does not have: valibot's own strict objects stop at the first. */
function unknownMembers(schema: SchemaParts, value: unknown, at: string): Problem[] {
  const { entries, item } = schema.wrapped ?? schema;
  if (item && Array.isArray(value)) {
    return value.flatMap((element, index) => unknownMembers(item, element, memberKey(at, index)));
  }
  if (!entries || typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const known = Object.keys(entries);
  return Object.entries(value).flatMap(([name, member]) => {
    const key = memberKey(at, name);
    const part = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (part) return unknownMembers(part, member, key);
    const remedy = `did you mean ${closest(name, known)}? known here: ${known.join(", ")}`;
    return [{ key, rule: "is not a setting of this program", remedy }];
  });
}

/** The key of a member as messages name it: `scopes[0].value`. */
function memberKey(at: string, member: string | number): string {
  if (typeof member === "number") return `${at}[${member}]`;
  return at === "" ? member : `${at}.${member}`;
}
