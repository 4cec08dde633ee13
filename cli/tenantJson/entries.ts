import { findNodeAtLocation, getNodePath, type Node } from "jsonc-parser";
import { shorten } from "../../model/shorten";
import { tenantSettings } from "../../model/tenantJson";
import { UserError } from "../../entra/userError";
import { position, type SettingsFile } from "./settingsFile";

/** The four keys of tenant.json, in the order of the source document. */
export const settingKeys: readonly string[] = Object.keys(
  tenantSettings({ issuer: "", audiences: [], metadataUrl: "", v1MetadataUrl: "" }),
);

/** Where the four keys are, or belong, in a settings file. */
interface Entries {
  /** The object or array. */
  readonly container: Node;
  /** The values of the keys that are there. */
  readonly present: ReadonlyMap<string, Node>;
}

/** Members that settings of ICI have and little else does. */
const settingMembers: ReadonlySet<string> = new Set(["isencrypted", "overridetype", "valuetype", "isreadonly"]);

/**
 * Finds the one container the four keys are in or, where there are none of them, the one other settings are in. Names
 * are found whatever their letter case, as .NET's configuration finds them.
 *
 * @param at - JSON pointer of the container, where a person has to choose
 */
export function findEntries(file: SettingsFile, at: string | undefined): Entries {
  const container = at === undefined ? onlyContainer(file) : containerAt(file, at);
  const present = new Map<string, Node>();
  for (const item of container.children ?? []) {
    const key = keyOf(file, item);
    if (key === undefined) continue;
    const earlier = present.get(key);
    const value = valueNode(item);
    if (earlier) {
      throw new UserError(
        "tenant-json-duplicate-entry",
        `${file.name} has two entries named ${key}, at ${position(file.text, earlier.offset)} and at ${position(file.text, value.offset)}, so it is not clear which one ICI reads`,
        "remove one",
      );
    }
    present.set(key, value);
  }
  return { container, present };
}

/** The member of an object, whatever its letter case. */
export function memberOf(object: Node, name: string): Node | undefined {
  const wanted = name.toLowerCase();
  if (object.type !== "object") return undefined;
  return object.children?.find(({ children }) => String(children?.[0]?.value).toLowerCase() === wanted)?.children?.[1];
}

/** The value of an item: of a member its value, of an element itself. */
function valueNode(item: Node): Node {
  return item.type === "property" ? (item.children?.[1] ?? item) : item;
}

function nameIn(value: Node): string {
  const name: unknown = memberOf(value, "Name")?.value;
  return typeof name === "string" ? name : "";
}

function knownKey(name: string): string | undefined {
  return settingKeys.find((key) => key.toLowerCase() === name.toLowerCase());
}

/** The key an item is for, where it is in a shape that is understood. */
function keyOf(file: SettingsFile, item: Node): string | undefined {
  const value = valueNode(item);
  const name = nameIn(value);
  if (item.type !== "property") return knownKey(name);
  const written = String(item.children?.[0]?.value);
  const key = knownKey(written);
  if (key !== undefined || knownKey(name) === undefined) return key;
  throw new UserError(
    "tenant-json-entry-name",
    `${file.name} has an object with the Name ${name} at ${position(file.text, item.offset)} under another name, ${shorten(JSON.stringify(written))}`,
    "settings are understood as an object keyed by name or as a list of objects with a Name",
  );
}

function onlyContainer(file: SettingsFile): Node {
  const { holding, settings } = containersOf(file.root);
  const candidates = holding.length > 0 ? holding : settings;
  const [only, ...more] = candidates;
  if (only && more.length === 0) return only;
  if (!only && file.root.children?.length === 0) return file.root;
  if (!only) {
    throw new UserError(
      "tenant-json-place-unknown",
      `${file.name} has nothing in it that looks like a setting of ICI (an object with members such as IsEncrypted and ValueType), so it is not clear where the keys belong`,
      "say where with --at and a JSON pointer such as /Settings, or / for the document itself",
    );
  }
  const places = candidates.map((node) => `  ${pointerOf(node)} at ${position(file.text, node.offset)}`);
  throw new UserError(
    "tenant-json-place-ambiguous",
    `${file.name} has ${holding.length > 0 ? "Core.API.OAuth keys" : "settings"} in ${candidates.length} places`,
    ["say which one is meant with --at:", ...places].join("\n"),
  );
}

/** The containers that hold one of the four keys, and those that hold settings of ICI, in the order of the file. */
function containersOf(root: Node): { holding: Node[]; settings: Node[] } {
  const holding: Node[] = [];
  const settings: Node[] = [];
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const values = (node.children ?? []).map(valueNode);
    const isHolding = (node.children ?? []).some(
      (item, index) =>
        knownKey(nameIn(values[index] as Node)) !== undefined ||
        (item.type === "property" && knownKey(String(item.children?.[0]?.value)) !== undefined),
    );
    if (isHolding) holding.push(node);
    if (values.some(isSetting)) settings.push(node);
    open.push(...values.filter(({ children }) => children !== undefined).reverse());
  }
  return { holding, settings };
}

function isSetting(value: Node): boolean {
  if (value.type !== "object") return false;
  const found = value.children?.filter(({ children }) =>
    settingMembers.has(String(children?.[0]?.value).toLowerCase()),
  );
  return (found?.length ?? 0) >= 2;
}

function containerAt(file: SettingsFile, at: string): Node {
  const steps = at === "/" ? [] : at.split("/").slice(1).map(unescaped);
  const node = steps.reduce<Node | undefined>(
    (parent, step) => parent && findNodeAtLocation(parent, [parent.type === "array" ? Number(step) : step]),
    at.startsWith("/") ? file.root : undefined,
  );
  if (node?.children) return node;
  const { holding, settings } = containersOf(file.root);
  const places = [...new Set([...holding, ...settings, file.root].map(pointerOf))];
  throw new UserError(
    "tenant-json-place-missing",
    `${file.name} has no object or list at ${at} (--at)`,
    `settings are at ${places.join(", ")}`,
  );
}

/** JSON pointer (RFC 6901) of a container, `/` for the document itself. */
function pointerOf(node: Node): string {
  const path = getNodePath(node).map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`);
  return path.join("") || "/";
}

function unescaped(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}
