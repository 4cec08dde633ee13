import { type Document, isCollection, isMap, isScalar, isSeq, type Node, type Pair, Scalar, type YAMLMap } from "yaml";
import { formatInstant, parseInstant } from "../../model/instant";
import type { SecretPeriod } from "../../model/rotation";
import { parsed, rotationKey, rotationNode } from "./stackFile";

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

/**
 * Changes the rotation in the text of a stack's file. The rotation alone is written anew, from its parsed nodes with
 * their comments; every other byte stays, which writing the whole document would not do.
 */
export function editRotation(text: string, name: string, change: RotationChange): string {
  const document = parsed(text, name);
  const map = rotationNode(document);
  const config = document.get("config") as YAMLMap<Node, Node>;
  const { key } = config.items.find((pair) => isScalar(pair.key) && pair.key.value === rotationKey) as Pair<Node, Node>;
  const [start = 0, end = 0] = map.flow ? (map.range ?? []) : [key.range?.[0], contentEnd(map)];
  const stop = map.flow ? end : lineEnd(text, end);
  dropTrailingComments(map);
  applyTo(map, document, change);
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const written = map.flow ? rendered(document, map) : rendered(document, { [rotationKey]: map });
  const indent = " ".repeat(start - (text.lastIndexOf("\n", start - 1) + 1));
  const lines = map.flow ? written : written.replaceAll("\n", `\n${indent}`);
  return text.slice(0, start) + lines.replaceAll("\n", eol) + text.slice(stop);
}

function applyTo(map: YAMLMap, document: Document, change: RotationChange): void {
  const { firstIssued, lifetimeDays, overlapDays, allowRevocationUntil: until, keep } = change;
  set(map, "firstIssued", formatInstant(firstIssued));
  if (lifetimeDays !== undefined) set(map, "lifetimeDays", lifetimeDays);
  if (overlapDays !== undefined) set(map, "overlapDays", overlapDays);
  if (until === undefined) map.delete("allowRevocationUntil");
  else set(map, "allowRevocationUntil", formatInstant(until));
  if (keep.length === 0) {
    map.delete("keep");
    return;
  }
  const list = map.get("keep", true);
  const issuedOf = (item: unknown) => (isMap(item) ? parseInstant(String(item.get("issued"))) : undefined);
  const items = isSeq(list) ? list.items.filter((item) => keep.some(({ issued }) => issued === issuedOf(item))) : [];
  const coming = keep.filter(({ issued }) => !items.some((item) => issuedOf(item) === issued));
  const added = coming.map(({ issued, expires }) => {
    const entry = document.createNode({ issued: quoted(issued), expires: quoted(expires) }) as YAMLMap;
    entry.flow = true;
    return entry;
  });
  if (isSeq(list)) list.items = [...items, ...added];
  else map.set("keep", document.createNode([...added]));
}

/** Keeps the comment of a value that is there. */
function set(map: YAMLMap, key: string, value: string | number): void {
  const node = map.get(key, true);
  const scalar = isScalar(node) ? node : new Scalar(value);
  scalar.value = value;
  if (typeof value === "string") scalar.type = Scalar.QUOTE_DOUBLE;
  if (!isScalar(node)) map.set(key, scalar);
}

function quoted(instant: number): Scalar {
  const scalar = new Scalar(formatInstant(instant));
  scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

function rendered(document: Document, value: unknown): string {
  const part = document.clone();
  part.contents = part.createNode(value);
  part.commentBefore = null;
  part.comment = null;
  return part.toString({ lineWidth: 0, indentSeq: true }).trimEnd();
}

/** Comments behind the last text are left where they are in the file; one on its line is written with it. */
function dropTrailingComments(node: Node): void {
  if (!isCollection(node)) return;
  node.comment = null;
  const last: unknown = node.items.at(-1);
  const inner = isMap(node) ? (last as Pair | undefined)?.value : last;
  if (isCollection(inner) && !inner.flow && !node.flow) dropTrailingComments(inner);
}

/** Where the last text of a node ends; a block's own range reaches over the comments behind it. */
function contentEnd(node: Node): number {
  const [, end = 0] = node.range ?? [];
  if (!isCollection(node) || node.flow) return end;
  const last: unknown = node.items.at(-1);
  const inner = isMap(node) ? (last as Pair<Node, Node> | undefined)?.value : last;
  return inner ? contentEnd(inner as Node) : end;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  const stop = end === -1 ? text.length : end;
  return text[stop - 1] === "\r" ? stop - 1 : stop;
}
