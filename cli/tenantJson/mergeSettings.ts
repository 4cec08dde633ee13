import { applyEdits, getNodeValue, type Node } from "jsonc-parser";
import { shorten } from "../../model/shorten";
import type { TenantSetting } from "../../model/tenantJson";
import { UserError } from "../../entra/userError";
import { findEntries, memberOf } from "./entries";
import { additionOfEntries, additionOfMembers, type TextEdit } from "./layout";
import { isAudiences, judge, withAudiences, withoutAudiences } from "./settingRules";
import { position, type SettingsFile } from "./settingsFile";

/** What a stack wants in tenant.json, and where it belongs. */
export interface Wanted {
  readonly settings: Readonly<Record<string, TenantSetting>>;
  /** The other address of the same signing keys. */
  readonly v1MetadataUrl: string;
  /** JSON pointer of the container, where a person has to choose. */
  readonly at?: string | undefined;
}

/** What a merge does to one key. */
export interface KeyChange {
  readonly key: string;
  readonly action: "added" | "updated" | "unchanged";
  /** The members that get another value, or are added, in an entry that is there already. */
  readonly members: readonly string[];
}

/** What a merge does to a file. */
export interface Merge {
  readonly changes: readonly KeyChange[];
  readonly edits: readonly TextEdit[];
  /** The text afterwards, without a byte-order mark. */
  readonly text: string;
}

/**
 * Brings the settings into a file; everything else stays as it is, byte for byte. Audiences are added to the list that
 * is there, and an entry that already serves the stack is left alone. A value of another integration is an error.
 *
 * @param replace - whether entries become exactly what the stack wants, whatever they hold now
 */
export function mergeSettings(file: SettingsFile, wanted: Wanted, replace: boolean): Merge {
  const { container, present } = findEntries(file, wanted.at);
  const changes: KeyChange[] = [];
  const edits: TextEdit[] = [];
  const added: (readonly [string, TenantSetting])[] = [];
  const conflicts: string[] = [];
  for (const [key, setting] of Object.entries(wanted.settings)) {
    const entry = present.get(key);
    if (!entry) {
      added.push([key, setting]);
      changes.push({ key, action: "added", members: [] });
      continue;
    }
    checkReadable(file, key, entry);
    const target = replace ? setting : { ...setting, Value: mergedValue(entry, setting, wanted.v1MetadataUrl) };
    if (target.Value === undefined) {
      const got = shorten(JSON.stringify(textOf(memberOf(entry, "Value"))));
      conflicts.push(
        `${key} is ${got} at ${position(file.text, entry.offset)}, and the stack wants "${setting.Value}"`,
      );
      continue;
    }
    const update = updated(file.text, entry, { ...target, Value: target.Value }, replace);
    if (update.members.length > 0) checkWritable(file, key, entry);
    edits.push(...update.edits);
    changes.push({ key, action: update.members.length > 0 ? "updated" : "unchanged", members: update.members });
  }
  if (conflicts.length > 0) {
    throw new UserError(
      "tenant-json-other-integration",
      [`${file.name} serves another integration, which would be cut off:`, ...conflicts].join("\n  "),
      "where that one is not needed any more, run it again with --replace",
    );
  }
  edits.push(...additionOfEntries(file.text, container, added));
  return merge(file, changes, edits);
}

/** Takes the audiences of one stack out of the list again; everything else stays as it is, byte for byte. */
export function unmergeSettings(file: SettingsFile, wanted: Wanted): Merge {
  const { present } = findEntries(file, wanted.at);
  const [key = "", setting] = Object.entries(wanted.settings).find(([name]) => isAudiences(name)) ?? [];
  const entry = present.get(key);
  const value = entry && memberOf(entry, "Value");
  const list = typeof value?.value === "string" ? value.value : "";
  const rest = withoutAudiences(list, setting?.Value ?? "");
  if (!entry || !value || rest === list) return merge(file, [{ key, action: "unchanged", members: [] }], []);
  checkReadable(file, key, entry);
  checkWritable(file, key, entry);
  if (rest === "") {
    throw new UserError(
      "tenant-json-last-audience",
      `${file.name} has no other audience in ${key} at ${position(file.text, value.offset)}, and with an empty list ICI accepts no token at all`,
      "set its Value to the audience of the integration that stays, or remove the four keys where none stays",
    );
  }
  return merge(file, [{ key, action: "updated", members: ["Value"] }], [replacement(value, rest)]);
}

function merge(file: SettingsFile, changes: readonly KeyChange[], edits: readonly TextEdit[]): Merge {
  const sorted = edits.toSorted((a, b) => a.offset - b.offset);
  return { changes, edits: sorted, text: applyEdits(file.text, sorted) };
}

/** The value an entry is to have; `undefined` where it holds one of another integration. */
function mergedValue(entry: Node, setting: TenantSetting, v1MetadataUrl: string): string | undefined {
  const got = textOf(memberOf(entry, "Value"));
  if (got === "") return setting.Value;
  switch (judge(setting, got, v1MetadataUrl).kind) {
    case "right":
      return got;
    case "other":
      return undefined;
    case "lacking":
      return withAudiences(got, setting.Value);
    case "miswritten":
      return isAudiences(setting.Name) ? withAudiences(got, setting.Value) : setting.Value;
  }
}

/** The text of a value; empty where there is none. */
function textOf(node: Node | undefined): string {
  const value = node && (getNodeValue(node) as unknown);
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The edits that give an entry its Value and the members it lacks, or, to replace it, every member. */
function updated(
  text: string,
  entry: Node,
  target: TenantSetting,
  replace: boolean,
): { edits: TextEdit[]; members: string[] } {
  const edits: TextEdit[] = [];
  const missing: Record<string, unknown> = {};
  const names: string[] = [];
  for (const [name, value] of Object.entries(target)) {
    const node = memberOf(entry, name);
    if (!node) {
      missing[name] = value;
    } else if ((replace || name === "Value") && !isSame(name, node, value)) {
      edits.push(replacement(node, value));
      names.push(name);
    }
  }
  const complete = names.length > 0 || "Value" in missing || (replace && Object.keys(missing).length > 0);
  if (!complete) return { edits: [], members: [] };
  const members = Object.keys(target).filter((name) => names.includes(name) || name in missing);
  return { edits: [...edits, ...additionOfMembers(text, entry, missing)], members };
}

/** A name in other letters is the same name. */
function isSame(member: string, node: Node, value: unknown): boolean {
  const got = getNodeValue(node) as unknown;
  if (member === "Name" && typeof got === "string") return got.toLowerCase() === String(value).toLowerCase();
  return got === value;
}

function replacement(node: Node, value: unknown): TextEdit {
  return { offset: node.offset, length: node.length, content: JSON.stringify(value) };
}

/** @throws UserError for an entry whose value the file does not show, so that none can take its place */
function checkReadable(file: SettingsFile, key: string, entry: Node): void {
  const where = position(file.text, entry.offset);
  if (entry.type !== "object") {
    throw new UserError(
      "tenant-json-plain-value",
      `${file.name} has a plain value for ${key} at ${where}`,
      "a setting of ICI is an object with Value, IsEncrypted and others",
    );
  }
  if (isTrue(memberOf(entry, "IsEncrypted"))) {
    throw new UserError(
      "tenant-json-encrypted",
      `${file.name} holds ${key} encrypted (IsEncrypted: true, ${where}), and a plain value in its place would not be read`,
      "let ICI's administration change it, or set IsEncrypted to false first",
    );
  }
}

function checkWritable(file: SettingsFile, key: string, entry: Node): void {
  if (!isTrue(memberOf(entry, "IsReadOnly"))) return;
  throw new UserError(
    "tenant-json-read-only",
    `${file.name} holds ${key} read-only (IsReadOnly: true, ${position(file.text, entry.offset)})`,
    "set IsReadOnly to false first if this entry is meant to change",
  );
}

export function isTrue(node: Node | undefined): boolean {
  return textOf(node).toLowerCase() === "true";
}
