/** A property that Entra ID has another value of than the state. */
export interface Drift {
  readonly path: string;
  /** Entra ID's value. */
  readonly found: unknown;
}

/** The properties in which what Entra ID has is not what the state holds; "", [], false and nothing are the same. */
export function drifted(paths: readonly string[], found: object, held: object): Drift[] {
  return paths
    .map((path) => ({ path, found: at(found, path), held: at(held, path) }))
    .filter((one) => canonical(one.found) !== canonical(one.held))
    .map(({ path, found: value }) => ({ path, found: value }));
}

/** Entries of `found` that are in neither of two other lists. Ids and addresses compare without regard to case. */
export function missingFrom(found: readonly string[], ...lists: readonly (readonly string[])[]): string[] {
  const known = new Set(lists.flat().map((item) => item.toLowerCase()));
  return found.filter((item) => !known.has(item.toLowerCase()));
}

/** A list that the configuration states whole. */
interface StatedList {
  readonly path: string;
  /** Whether the provider sends it with every update, and not only when it changes. */
  readonly everyUpdate: boolean;
  readonly entries: (value: unknown) => readonly string[];
}

interface ResourceAccess {
  readonly resourceAppId: string;
  readonly resourceAccesses: readonly { readonly id: string }[];
}

const statedLists: readonly StatedList[] = [
  { path: "web.redirectUris", everyUpdate: true, entries: (uris) => uris as string[] },
  {
    path: "api.oauth2PermissionScopes",
    everyUpdate: false,
    entries: (scopes) => (scopes as { readonly value: string }[]).map(({ value }) => value),
  },
  {
    path: "requiredResourceAccesses",
    everyUpdate: false,
    entries: (accesses) =>
      (accesses as ResourceAccess[]).flatMap(({ resourceAppId, resourceAccesses }) =>
        resourceAccesses.map(({ id }) => `${resourceAppId}/${id}`),
      ),
  },
];

/** Properties of an application before and after an update, as the program states them, and as Entra ID and the state have them. */
interface ApplicationUpdate {
  readonly found: object;
  readonly held: object;
  readonly oldInputs: object;
  readonly newInputs: object;
}

/** What Entra ID lists and neither the program nor the state does: the update would remove it, and no preview shows it. */
export function unseenRemovals({ found, held, oldInputs, newInputs }: ApplicationUpdate): Drift[] {
  return statedLists.flatMap(({ path, everyUpdate, entries }) => {
    const stated = at(newInputs, path);
    if (stated === undefined) return [];
    if (!everyUpdate && canonical(stated) === canonical(at(oldInputs, path))) return [];
    const list = (object: object) => entries(at(object, path) ?? []);
    const removed = missingFrom(list(found), list(newInputs), list(held));
    return removed.length === 0 ? [] : [{ path, found: removed }];
  });
}

function at(object: object, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, member) => (value as Record<string, unknown> | undefined)?.[member], object);
}

/** Graph keeps sets in no order, and the provider has several ways to write nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(simplified(value)) ?? "";
}

function simplified(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(simplified).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items.map((item) => JSON.stringify(item)).sort();
  }
  if (typeof value !== "object" || value === null) return value || undefined;
  const members = Object.entries(value)
    .map(([key, member]) => [key, simplified(member)] as const)
    .filter(([, member]) => member !== undefined);
  return members.length === 0 ? undefined : Object.fromEntries(members.sort(([a], [b]) => a.localeCompare(b)));
}
