import { settingKeys } from "./settingKeys";
import { UserError } from "../../entra/userError";
import type { Container, Item } from "./documentMap";
import { position, type SettingsFile } from "./settingsFile";

/** Where the four keys are, or belong, in a settings file. */
export interface Entries {
  readonly container: Container;
  /** The entries that are there, by key. */
  readonly present: ReadonlyMap<string, Item>;
}

/**
 * Finds the one container the four keys are in or, where there are none of them, the one other settings are in.
 *
 * @param at - JSON pointer of the container, where a person has to choose
 */
export function findEntries(file: SettingsFile, at: string | undefined): Entries {
  const container = at === undefined ? onlyContainer(file) : containerAt(file, at);
  const present = new Map<string, Item>();
  for (const item of container.found) {
    const key = keyOf(file, container, item);
    const earlier = present.get(key);
    if (earlier) {
      throw new UserError(
        "unclassified",
        `${file.name} has two entries named ${key}, at ${position(file.text, earlier.start)} and at ${position(file.text, item.start)}, so it is not clear which one ICI reads; remove one`,
      );
    }
    present.set(key, item);
  }
  return { container, present };
}

function onlyContainer(file: SettingsFile): Container {
  const { containers, root } = file.map;
  const holding = containers.filter(({ found }) => found.length > 0);
  const candidates = holding.length > 0 ? holding : containers.filter(({ holdsSettings }) => holdsSettings);
  const [only, ...more] = candidates;
  if (only && more.length === 0) return only;
  if (root && root.count === 0) return root;
  if (!root || candidates.length === 0) {
    throw new UserError(
      "unclassified",
      `${file.name} has nothing in it that looks like a setting of ICI (an object with members such as IsEncrypted and ValueType), so it is not clear where the keys belong; say where with --at and a JSON pointer such as /Settings, or / for the document itself`,
    );
  }
  const places = candidates.map(({ path, start }) => `  ${path} at ${position(file.text, start)}`);
  const what = holding.length > 0 ? "Core.API.OAuth keys" : "settings";
  throw new UserError(
    "unclassified",
    [`${file.name} has ${what} in ${candidates.length} places; say which one is meant with --at:`, ...places].join(
      "\n",
    ),
  );
}

function containerAt(file: SettingsFile, at: string): Container {
  const found = file.map.containers.find(({ path }) => path === at);
  if (found) return found;
  const places = file.map.containers.map(({ path }) => path);
  throw new UserError(
    "unclassified",
    `${file.name} has no object or list of settings at ${at} (--at); there ${places.length === 1 ? "is one" : "are some"} at ${places.join(", ")}`,
  );
}

/** The key an entry is for, where it is in a shape that is understood. */
function keyOf(file: SettingsFile, { kind }: Container, item: Item): string {
  const written = (kind === "object" ? item.key : item.name) ?? "";
  const where = position(file.text, item.start);
  if (settingKeys.includes(written)) return written;
  const key = settingKeys.find((known) => known.toLowerCase() === written.toLowerCase());
  if (key !== undefined) {
    throw new UserError(
      "unclassified",
      `${file.name} has ${written} at ${where}, in other letters than ${key}; correct its name first`,
    );
  }
  throw new UserError(
    "unclassified",
    `${file.name} has an object with the Name ${item.name} at ${where} under another name, ${JSON.stringify(written)}; settings are understood as an object keyed by name or as a list of objects with a Name`,
  );
}

/** @throws UserError for an entry whose value must not, or cannot, be written */
export function checkWritable(file: SettingsFile, key: string, item: Item): void {
  const where = position(file.text, item.valueStart);
  if (!item.isObject) {
    throw new UserError(
      "unclassified",
      `${file.name} has a plain value for ${key} at ${where}; a setting of ICI is an object with Value, IsEncrypted and others`,
    );
  }
  const { IsEncrypted, IsReadOnly } = JSON.parse(file.text.slice(item.valueStart, item.end)) as Record<string, unknown>;
  if (isTrue(IsEncrypted)) {
    throw new UserError(
      "unclassified",
      `${file.name} holds ${key} encrypted (IsEncrypted: true, ${where}), and a plain value in its place would not be read; let ICI's administration change it, or set IsEncrypted to false first`,
    );
  }
  if (isTrue(IsReadOnly)) {
    throw new UserError(
      "unclassified",
      `${file.name} holds ${key} read-only (IsReadOnly: true, ${where}); set IsReadOnly to false first if this entry is meant to change`,
    );
  }
}

function isTrue(value: unknown): boolean {
  return String(value).toLowerCase() === "true";
}
