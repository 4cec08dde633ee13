import { type Node, stripComments } from "jsonc-parser";
import type { TenantSetting } from "../../model/tenantJson";

/** An edit of the text, as jsonc-parser applies it. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

/** How an object or array writes its items, so that a new one looks like those beside it. */
interface Layout {
  /** White space between the opening bracket and the first item. */
  readonly open: string;
  /** White space between a comma and the next item. */
  readonly between: string;
  /** White space between the last item and the closing bracket. */
  readonly close: string;
  /** What stands between a member's name and its value. */
  readonly colon: string;
}

/**
 * The edits that add entries behind the last item of a container. jsonc-parser's `modify` is not used: it reformats
 * one-line files and moves comments.
 */
export function additionOfEntries(
  text: string,
  container: Node,
  entries: readonly (readonly [string, TenantSetting])[],
): TextEdit[] {
  const outer = layoutOf(text, container);
  const inner = entryLayout(text, container, outer);
  const isList = container.type === "array";
  const items = entries.map(([key, entry]) => {
    const members = Object.entries(entry).map((member) => memberText(member, inner.colon));
    const object = `{${inner.open}${members.join(`,${inner.between}`)}${inner.close}}`;
    return isList ? object : JSON.stringify(key) + outer.colon + object;
  });
  return addition(text, container, items, outer);
}

/** The edits that add members behind the last one of an entry. */
export function additionOfMembers(text: string, object: Node, members: Readonly<Record<string, unknown>>): TextEdit[] {
  const layout = layoutOf(text, object);
  const items = Object.entries(members).map((member) => memberText(member, layout.colon));
  return addition(text, object, items, layout);
}

function memberText([name, value]: [string, unknown], colon: string): string {
  return JSON.stringify(name) + colon + JSON.stringify(value);
}

/** New items go behind the last one and the comments that follow it; a trailing comma stays one. */
function addition(text: string, container: Node, items: readonly string[], layout: Layout): TextEdit[] {
  if (items.length === 0) return [];
  const last = container.children?.at(-1);
  const closing = container.offset + container.length - 1;
  const list = items.join(`,${layout.between}`);
  const rest = tail(text, last ? last.offset + last.length : container.offset + 1, closing);
  const lead = last ? layout.between : layout.open;
  // A comment may be one that only the end of the line ends.
  const content = (rest.hasComment && !lead.includes("\n") ? breakIn(text) : "") + lead + list;
  // In an empty container the white space goes, so that "{ }" and "{\n\n}" come out the same.
  if (!last) return [{ offset: rest.end, length: closing - rest.end, content: content + layout.close }];
  const behind = { offset: rest.end, length: 0, content: content + (rest.hasComma ? "," : "") };
  if (rest.hasComma) return [behind];
  const comma = { offset: last.offset + last.length, length: 0, content: "," };
  return rest.hasComment ? [comma, behind] : [{ ...behind, content: comma.content + behind.content }];
}

/** What follows the last item of a container: comments, and perhaps a comma. */
interface Tail {
  /** Where the last of them ends. */
  readonly end: number;
  readonly hasComma: boolean;
  readonly hasComment: boolean;
}

function tail(text: string, from: number, to: number): Tail {
  const rest = text.slice(from, to).replace(/[ \t\r\n]+$/, "");
  const bare = stripComments(rest);
  return { end: from + rest.length, hasComma: bare.includes(","), hasComment: bare !== rest };
}

function layoutOf(text: string, container: Node): Layout {
  const children = container.children ?? [];
  const [first, last, beforeLast] = [children[0], children.at(-1), children.at(-2)];
  if (!first || !last) return emptyLayout(text, container);
  const open = gap(text.slice(container.offset + 1, first.offset));
  const between = beforeLast ? gap(text.slice(beforeLast.offset + beforeLast.length, last.offset)) : open;
  const close = gap(text.slice(last.offset + last.length, container.offset + container.length - 1));
  const [key, value] = last.children ?? [];
  const written = key && value && last.type === "property" ? text.slice(key.offset + key.length, value.offset) : "";
  const colon = stripComments(written) || (between === "" ? ":" : ": ");
  return { open, between, close, colon };
}

/** An empty container is written over several lines, unless the whole document is on one. */
function emptyLayout(text: string, container: Node): Layout {
  const body = text.trim();
  if (!body.includes("\n") && body.length > container.length) return { open: "", between: "", close: "", colon: ":" };
  const close = breakIn(text) + indentation(text, container.offset);
  const open = close + unitOf(text);
  return { open, between: open, close, colon: ": " };
}

/** The layout of an entry: of the object beside it, or else of the document around it. */
function entryLayout(text: string, container: Node, outer: Layout): Layout {
  const beside = container.children?.at(-1);
  const sibling = beside?.type === "property" ? beside.children?.[1] : beside;
  if (sibling?.type === "object" && (sibling.children?.length ?? 0) > 1) return layoutOf(text, sibling);
  if (!outer.between.includes("\n")) return { ...outer, open: "", close: "" };
  const open = outer.between + unitOf(text);
  return { open, between: open, close: outer.between, colon: ": " };
}

/** The white space of a gap between two items, without comments, commas and empty lines. */
function gap(text: string): string {
  const bare = stripComments(text).replaceAll(",", "");
  const at = bare.lastIndexOf("\n");
  return at === -1 ? bare : (bare[at - 1] === "\r" ? "\r\n" : "\n") + bare.slice(at + 1);
}

function breakIn(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function indentation(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", offset) + 1))?.[0] ?? "";
}

/** One step of the document's indentation; two spaces where it has none. */
function unitOf(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
}
