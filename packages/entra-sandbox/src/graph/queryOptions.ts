import { GraphError } from "./graphError";

type Entity = Record<string, unknown>;
type Predicate = (entity: Entity) => boolean;

const text = String.raw`'((?:[^']|'')*)'`;
const forms: readonly [RegExp, (match: RegExpMatchArray) => Predicate][] = [
  [
    new RegExp(`^(\\w+) eq ${text}$`, "i"),
    ([, name, value]) =>
      (entity) =>
        same(entity[name ?? ""], value),
  ],
  [
    new RegExp(`^startswith\\((\\w+), ?${text}\\)$`, "i"),
    ([, name, value]) =>
      (entity) => {
        const actual = entity[name ?? ""];
        return typeof actual === "string" && actual.toLowerCase().startsWith(unquoted(value).toLowerCase());
      },
  ],
  [
    new RegExp(`^(\\w+)/any\\((\\w+): ?\\2 eq ${text}\\)$`, "i"),
    ([, name, , value]) =>
      (entity) => {
        const list = entity[name ?? ""];
        return Array.isArray(list) && list.some((item) => same(item, value));
      },
  ],
];

/** The part of OData's `$filter` that the azuread provider and our tools use: `eq`, `startswith`, `any`, joined by `and`. */
export function filterPredicate(filter: string | undefined): Predicate {
  if (!filter) return () => true;
  const predicates = filter.split(/ and (?=(?:[^']*'[^']*')*[^']*$)/i).map((clause) => {
    for (const [form, build] of forms) {
      const match = clause.trim().match(form);
      if (match) return build(match);
    }
    throw new GraphError(400, "Request_UnsupportedQuery", `Unsupported or invalid query filter clause: ${clause}.`);
  });
  return (entity) => predicates.every((predicate) => predicate(entity));
}

/** Members that Graph returns when asked for by name alone. */
const onlySelected = ["authenticationBehaviors"];

/** Keeps the members named by `$select`, or those that are returned unasked. */
export function selected(entity: Entity, select: string | undefined): Entity {
  if (!select) return Object.fromEntries(Object.entries(entity).filter(([name]) => !onlySelected.includes(name)));
  const names = select.split(",").map((name) => name.trim());
  return Object.fromEntries(Object.entries(entity).filter(([name]) => names.includes(name)));
}

function same(actual: unknown, quoted: string | undefined): boolean {
  return typeof actual === "string" && actual.toLowerCase() === unquoted(quoted).toLowerCase();
}

function unquoted(value = ""): string {
  return value.replaceAll("''", "'");
}
