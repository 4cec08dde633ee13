/**
 * The value at a path of a resource's properties; `undefined` where there is none, or where a preview cannot know it
 * yet. A rule that met an unknown value by itself would be given up as a whole, with a warning for each resource;
 * read like this it judges what is known, and the rest in the update, before the resource is made.
 */
export function known(properties: unknown, ...path: readonly (string | number)[]): unknown {
  return read(properties, path).value ?? undefined;
}

/** {@link known} for a text; `undefined` also for a value of another type. */
export function knownText(properties: unknown, ...path: readonly (string | number)[]): string | undefined {
  const value = known(properties, ...path);
  return typeof value === "string" ? value : undefined;
}

/** The texts of a list at a path, `undefined` for each that is not known yet; empty where there is no such list. */
export function knownTexts(properties: unknown, ...path: readonly (string | number)[]): (string | undefined)[] {
  const list = known(properties, ...path);
  if (!Array.isArray(list)) return [];
  return Array.from({ length: list.length }, (_, index) => knownText(list, index));
}

/** Whether what is at a path, or that nothing is there, can be told; only a preview knows less. */
export function isKnown(properties: unknown, ...path: readonly (string | number)[]): boolean {
  return read(properties, path).known;
}

function read(
  properties: unknown,
  path: readonly (string | number)[],
): { readonly known: boolean; readonly value?: unknown } {
  let value = properties;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return { known: true };
    try {
      value = (value as Record<string | number, unknown>)[key];
    } catch {
      // The SDK hands properties over in a proxy whose only error is this one: the value is not known.
      return { known: false };
    }
  }
  return { known: true, value };
}
