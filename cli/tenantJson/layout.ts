import { getNodeValue, type Node, parseTree } from "jsonc-parser";
import type { TenantSetting } from "../../model/tenantJson";
import type { Container, Item } from "./documentMap";

/** How a container writes its items, so that a new one looks like those beside it. */
interface Layout {
  /** What stands between one item and the next: the comma and its white space. */
  readonly separator: string;
  /** What stands between a member's name and its value: the colon and its white space. */
  readonly colon: string;
}

/** An edit of the text, as jsonc-parser applies it. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

/** The edit that adds entries behind the last item of a container. */
export function additionTo(
  text: string,
  container: Container,
  entries: readonly (readonly [string, TenantSetting])[],
): TextEdit[] {
  if (entries.length === 0) return [];
  const { last, kind } = container;
  if (!last) return [fillEmpty(text, container, entries)];
  const { separator, colon } = layoutOf(text, container);
  const style = innerStyle(text, container, last);
  const added = entries.map(
    ([key, entry]) => separator + (kind === "object" ? JSON.stringify(key) + colon : "") + style(entry),
  );
  return [{ offset: last.end, length: 0, content: added.join("") }];
}

function layoutOf(text: string, { start, first, beforeLast, last }: Container): Layout {
  const between =
    beforeLast && last
      ? text.slice(beforeLast.end, last.start)
      : `,${text.slice(start + 1, first?.start ?? start + 1)}`;
  const colon = last?.key !== undefined ? text.slice(last.keyEnd, last.valueStart) : between === "," ? ":" : ": ";
  return { separator: between, colon };
}

/** Writes an entry the way the object beside it is written, or else the document around it. */
function innerStyle(text: string, container: Container, last: Item): (entry: TenantSetting) => string {
  const sibling = last.isObject ? parseTree(text.slice(last.valueStart, last.end)) : undefined;
  const [member] = sibling?.children ?? [];
  const body = text.slice(last.valueStart, last.end);
  if (sibling && member) {
    const open = body.slice(1, member.offset);
    const lastMember = sibling.children?.at(-1) as Node;
    const close = body.slice(lastMember.offset + lastMember.length, -1);
    return (entry) => `{${open}${members(entry, memberLayout(body, sibling))}${close}}`;
  }
  const lead = text.slice(container.start + 1, container.first?.start);
  if (!lead.includes("\n")) return (entry) => `{${members(entry, layoutOf(text, container))}}`;
  const inner = lead + unitOf(text);
  return (entry) => `{${inner}${members(entry, { separator: `,${inner}`, colon: ": " })}${lead}}`;
}

/** How an object, given as its own text and tree, writes its members. */
export function memberLayout(body: string, { children = [] }: Node): Layout {
  const [first, second] = children;
  const [key, value] = first?.children ?? [];
  const colon = key && value ? body.slice(key.offset + key.length, value.offset) : ": ";
  const separator =
    first && second ? body.slice(first.offset + first.length, second.offset) : `,${body.slice(1, first?.offset ?? 1)}`;
  return { separator, colon };
}

/** The members of an entry as text. */
export function members(
  entry: Readonly<Record<string, unknown>> | TenantSetting,
  { separator, colon }: Layout,
): string {
  return Object.entries(entry)
    .map(([key, value]) => JSON.stringify(key) + colon + JSON.stringify(value))
    .join(separator);
}

/** An empty container is written over several lines, unless the whole document is on one. */
function fillEmpty(
  text: string,
  { kind, start, end }: Container,
  entries: readonly (readonly [string, TenantSetting])[],
): TextEdit {
  const interior = { offset: start + 1, length: end - start - 2 };
  const named = (key: string, colon: string) => (kind === "object" ? JSON.stringify(key) + colon : "");
  if (!text.trim().includes("\n") && text.trim().length > 2) {
    const items = entries.map(
      ([key, entry]) => `${named(key, ":")}{${members(entry, { separator: ",", colon: ":" })}}`,
    );
    return { ...interior, content: items.join(",") };
  }
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const outer = eol + (/^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", start) + 1))?.[0] ?? "");
  const middle = outer + unitOf(text);
  const inner = middle + unitOf(text);
  const items = entries.map(
    ([key, entry]) =>
      `${middle}${named(key, ": ")}{${inner}${members(entry, { separator: `,${inner}`, colon: ": " })}${middle}}`,
  );
  return { ...interior, content: `${items.join(",")}${outer}` };
}

/** One step of the document's indentation; two spaces where it has none. */
function unitOf(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
}

/** The value of a node. */
export function valueOf(node: Node | undefined): unknown {
  return node && (getNodeValue(node) as unknown);
}
