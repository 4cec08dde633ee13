import { applyEdits, type Node, parseTree } from "jsonc-parser";
import type { TenantSetting } from "../../model/tenantJson";
import type { Item } from "./documentMap";
import { checkWritable, findEntries } from "./findEntries";
import { additionTo, memberLayout, members, type TextEdit, valueOf } from "./layout";
import type { SettingsFile } from "./settingsFile";

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
 * Adds the settings to a file or updates them in place; everything else stays as it is, byte for byte.
 *
 * @param at - JSON pointer of the container, where a person has to choose
 */
export function mergeSettings(
  file: SettingsFile,
  settings: Readonly<Record<string, TenantSetting>>,
  at: string | undefined,
): Merge {
  const { container, present } = findEntries(file, at);
  const changes: KeyChange[] = [];
  const edits: TextEdit[] = [];
  const added: (readonly [string, TenantSetting])[] = [];
  for (const [key, setting] of Object.entries(settings)) {
    const item = present.get(key);
    if (!item) {
      added.push([key, setting]);
      changes.push({ key, action: "added", members: [] });
      continue;
    }
    checkWritable(file, key, item);
    const update = updated(file.text, item, setting);
    edits.push(...update.edits);
    changes.push({ key, action: update.members.length > 0 ? "updated" : "unchanged", members: update.members });
  }
  edits.push(...additionTo(file.text, container, added));
  edits.sort((a, b) => a.offset - b.offset);
  return { changes, edits, text: applyEdits(file.text, [...edits]) };
}

/** The edits that give an entry the members of a setting; further members of its own stay. */
function updated(text: string, item: Item, setting: TenantSetting): { edits: TextEdit[]; members: string[] } {
  const body = text.slice(item.valueStart, item.end);
  const tree = parseTree(body) as Node;
  const nodes = new Map((tree.children ?? []).map(({ children }) => [String(valueOf(children?.[0])), children?.[1]]));
  const edits: TextEdit[] = [];
  const missing: Record<string, unknown> = {};
  const names: string[] = [];
  for (const [name, value] of Object.entries(setting)) {
    const node = nodes.get(name);
    if (node && valueOf(node) === value) continue;
    names.push(name);
    if (node)
      edits.push({ offset: item.valueStart + node.offset, length: node.length, content: JSON.stringify(value) });
    else missing[name] = value;
  }
  if (Object.keys(missing).length === 0) return { edits, members: names };
  const layout = memberLayout(body, tree);
  const last = tree.children?.at(-1);
  const content = members(missing, last ? layout : { separator: ", ", colon: ": " });
  const offset = item.valueStart + (last ? last.offset + last.length : 1);
  edits.push({ offset, length: 0, content: (last ? layout.separator : "") + content });
  return { edits, members: names };
}
