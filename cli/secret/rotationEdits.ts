import { isCollection, isMap, isScalar, isSeq, type Node, type Pair, type Range, type YAMLMap } from "yaml";
import { formatInstant, parseInstant } from "../../model/instant";
import type { SecretPeriod } from "../../model/rotation";
import type { Replacement } from "../textDiff";
import { parsed, rotationNode } from "./stackFile";

/** What a stack's file is to say afterwards. */
export interface RotationChange {
  readonly firstIssued: number;
  /** Secrets of the earlier schedule; none removes the list. */
  readonly keep: readonly SecretPeriod[];
  /** Until when a live secret may be deleted; `undefined` removes the line. */
  readonly allowRevocationUntil: number | undefined;
  readonly lifetimeDays?: number | undefined;
  readonly overlapDays?: number | undefined;
}

type Member = Pair<Node, Node>;

/**
 * Changes the rotation in the text of a stack's file, in place: by the positions of the parsed nodes, so that comments,
 * layout and everything else stay as they are. (Writing the parsed document out again would move comments.)
 */
export function editRotation(text: string, name: string, change: RotationChange): string {
  const map = rotationNode(parsed(text, name));
  const quoted = (instant: number) => `"${formatInstant(instant)}"`;
  const until = change.allowRevocationUntil;
  const values: Record<string, string | undefined> = {
    firstIssued: quoted(change.firstIssued),
    lifetimeDays: change.lifetimeDays?.toString(),
    overlapDays: change.overlapDays?.toString(),
    allowRevocationUntil: until === undefined ? undefined : quoted(until),
  };
  const removed = until === undefined ? ["allowRevocationUntil"] : [];
  const edits = map.flow ? flowEdits(map, values, change.keep) : blockEdits(text, map, values, removed, change.keep);
  return applied(text, edits);
}

/** A rotation written as `{ … }` is written anew: there is little room for comments in it. */
function flowEdits(
  map: YAMLMap,
  values: Record<string, string | undefined>,
  keep: readonly SecretPeriod[],
): Replacement[] {
  const old = Object.entries(map.toJSON() as Record<string, unknown>);
  const members = new Map(old.map(([key, value]) => [key, JSON.stringify(value)]));
  for (const key of ["allowRevocationUntil", "keep"]) members.delete(key);
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined) members.set(key, value);
  }
  if (keep.length > 0) members.set("keep", `[${keep.map(keptText).join(", ")}]`);
  return [replacement(map, `{ ${[...members].map(([key, value]) => `${key}: ${value}`).join(", ")} }`)];
}

function blockEdits(
  text: string,
  map: YAMLMap,
  values: Record<string, string | undefined>,
  removed: readonly string[],
  keep: readonly SecretPeriod[],
): Replacement[] {
  const pairs = new Map((map.items as Member[]).map((pair) => [String((pair.key as { value?: unknown }).value), pair]));
  const anchor = pairs.get("firstIssued") as Member;
  const [keyStart] = rangeOf(anchor.key);
  const indent = text.slice(lineStart(text, keyStart), keyStart);
  const edits: Replacement[] = [];
  const added: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    const node = pairs.get(key)?.value;
    if (value === undefined) continue;
    if (!node) added.push(`${indent}${key}: ${value}`);
    else edits.push(replacement(node, value));
  }
  for (const key of removed) {
    const pair = pairs.get(key);
    if (pair) edits.push(lines(text, rangeOf(pair.key)[0], contentEnd(pair.value as Node)));
  }
  const kept = pairs.get("keep");
  if (!kept && keep.length > 0) added.push(`${indent}keep:`, ...keep.map((one) => `${indent}  - ${keptText(one)}`));
  if (kept) edits.push(...keepEdits(text, kept, keep, indent));
  const at = lineEnd(text, contentEnd(anchor.value as Node));
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const lead = text[at - 1] === "\n" ? "" : eol;
  if (added.length > 0) edits.push({ offset: at, length: 0, content: lead + added.map((line) => line + eol).join("") });
  return edits;
}

/** Entries that stay are not touched; new ones, always younger, go behind them. */
function keepEdits(text: string, pair: Member, keep: readonly SecretPeriod[], indent: string): Replacement[] {
  const list = pair.value as Node;
  if (keep.length === 0) return [lines(text, rangeOf(pair.key)[0], contentEnd(list))];
  if (!isSeq(list) || list.flow) return [replacement(list, `[${keep.map(keptText).join(", ")}]`)];
  const issuedOf = (item: unknown) => (isMap(item) ? parseInstant(String(item.get("issued"))) : undefined);
  const staying = (list.items as Node[]).filter((item) => keep.some(({ issued }) => issued === issuedOf(item)));
  const going = (list.items as Node[]).filter((item) => !staying.includes(item));
  const coming = keep.filter(({ issued }) => !staying.some((item) => issuedOf(item) === issued));
  const first = list.items[0] as Node;
  const dash = /^\s*/.exec(text.slice(lineStart(text, rangeOf(first)[0])))?.[0] ?? `${indent}  `;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const end = lineEnd(text, contentEnd(list));
  const lead = text[end - 1] === "\n" ? "" : eol;
  const content = coming.map((one) => `${dash}- ${keptText(one)}${eol}`).join("");
  return [
    ...going.map((item) => lines(text, rangeOf(item)[0], contentEnd(item))),
    ...(coming.length > 0 ? [{ offset: end, length: 0, content: lead + content }] : []),
  ];
}

function keptText({ issued, expires }: SecretPeriod): string {
  return `{ issued: "${formatInstant(issued)}", expires: "${formatInstant(expires)}" }`;
}

function replacement(node: Node, content: string): Replacement {
  const [start, end] = rangeOf(node);
  return { offset: start, length: end - start, content };
}

/** The removal of whole lines. */
function lines(text: string, from: number, to: number): Replacement {
  const offset = lineStart(text, from);
  return { offset, length: lineEnd(text, to) - offset, content: "" };
}

/** Where the last text of a node ends; a block's own range reaches over the comments behind it. */
function contentEnd(node: Node): number {
  if (isScalar(node) || (isCollection(node) && node.flow)) return rangeOf(node)[1];
  const last: unknown = isCollection(node) ? node.items.at(-1) : undefined;
  const inner = isMap(node) ? (last as Member | undefined)?.value : last;
  return inner ? contentEnd(inner as Node) : rangeOf(node)[1];
}

function rangeOf(node: Node): Range {
  return node.range as Range;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

function applied(text: string, edits: readonly Replacement[]): string {
  const last = [...edits].sort((a, b) => b.offset - a.offset || b.length - a.length);
  return last.reduce(
    (rest, { offset, length, content }) => rest.slice(0, offset) + content + rest.slice(offset + length),
    text,
  );
}
