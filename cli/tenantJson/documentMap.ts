import type { JSONVisitor } from "jsonc-parser";

/** One member of an object, or one element of an array, by offsets into the text. */
export interface Item {
  /** Where the member's name or the element begins. */
  readonly start: number;
  /** The member's name; `undefined` in an array. */
  readonly key: string | undefined;
  /** Where the member's name ends. */
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly end: number;
  /** `Name` of the value, where that is an object with such a text. */
  readonly name: string | undefined;
  /** Whether the value looks like a setting of ICI: an object with the members settings have. */
  readonly isSetting: boolean;
  readonly isObject: boolean;
}

/** An object or an array, by offsets into the text. */
export interface Container {
  readonly kind: "object" | "array";
  /** JSON pointer, `/` for the document itself. */
  readonly path: string;
  readonly start: number;
  /** Behind the closing bracket. */
  readonly end: number;
  readonly count: number;
  readonly first: Item | undefined;
  readonly beforeLast: Item | undefined;
  readonly last: Item | undefined;
  /** The items that {@link DocumentMap} was told to look for. */
  readonly found: readonly Item[];
  /** Whether it holds settings of ICI. */
  readonly holdsSettings: boolean;
}

/** Members that settings have and little else does. */
const settingMembers: ReadonlySet<string> = new Set(["IsEncrypted", "OverrideType", "ValueType", "IsReadOnly"]);

/** Keys of `Core.API.OAuth`, in whatever letters. */
const wanted = /^core\.api\.oauth\.(stsdiscoveryendpoint|validaudiences|validissuer|externalupnclaimuri)$/i;

interface Frame {
  readonly kind: Container["kind"];
  readonly start: number;
  /** The key or index of this frame in its parent. */
  readonly step: string;
  readonly keys: Map<string, number>;
  count: number;
  pending: { readonly start: number; readonly key: string; readonly keyEnd: number } | undefined;
  first: Item | undefined;
  beforeLast: Item | undefined;
  last: Item | undefined;
  readonly found: Item[];
  holdsSettings: boolean;
  name: string | undefined;
  markers: number;
}

/** What one visit of a document finds: every container that holds settings, and names given twice. */
export class DocumentMap {
  /** Every container with settings in it or with one of the wanted keys, and the document's own. */
  readonly containers: Container[] = [];
  readonly duplicates: { readonly key: string; readonly first: number; readonly second: number }[] = [];
  root: Container | undefined;
  private readonly frames: Frame[] = [];

  readonly visitor: JSONVisitor = {
    onObjectBegin: (offset) => this.open("object", offset),
    onArrayBegin: (offset) => this.open("array", offset),
    onObjectEnd: (offset, length) => this.close(offset + length),
    onArrayEnd: (offset, length) => this.close(offset + length),
    onObjectProperty: (key, offset, length) => this.property(key, offset, offset + length),
    onLiteralValue: (value, offset, length) => {
      const frame = this.frames.at(-1);
      if (frame?.pending?.key === "Name" && typeof value === "string") frame.name = value;
      this.item(offset, offset + length, undefined, 0);
    },
  };

  private open(kind: Container["kind"], start: number): void {
    const parent = this.frames.at(-1);
    const step = parent?.pending?.key ?? String(parent?.count ?? "");
    const { first, beforeLast, last, pending, name } = nothing;
    const keys = new Map<string, number>();
    const found: Item[] = [];
    this.frames.push({
      kind,
      start,
      step,
      keys,
      count: 0,
      pending,
      first,
      beforeLast,
      last,
      found,
      holdsSettings: false,
      name,
      markers: 0,
    });
  }

  private property(key: string, start: number, keyEnd: number): void {
    const frame = this.frames.at(-1) as Frame;
    const first = frame.keys.get(key);
    if (first !== undefined) this.duplicates.push({ key, first, second: start });
    frame.keys.set(key, start);
    frame.pending = { start, key, keyEnd };
    if (settingMembers.has(key)) frame.markers += 1;
  }

  private close(end: number): void {
    const frame = this.frames.pop() as Frame;
    const { kind, start, count, first, beforeLast, last, found, holdsSettings } = frame;
    const isRoot = this.frames.length === 0;
    if (isRoot || holdsSettings || found.length > 0) {
      const path = isRoot ? "/" : [...this.frames.slice(1), frame].map(({ step }) => `/${escaped(step)}`).join("");
      const container = { kind, path, start, end, count, first, beforeLast, last, found, holdsSettings };
      this.containers.push(container);
      if (isRoot) this.root = container;
    }
    this.item(start, end, frame.name, frame.markers, kind);
  }

  /** Adds a value that has ended to the container it is in. */
  private item(valueStart: number, end: number, name: string | undefined, markers: number, kind?: string): void {
    const frame = this.frames.at(-1);
    if (!frame) return;
    const { start = valueStart, key, keyEnd = valueStart } = frame.pending ?? {};
    const isObject = kind === "object";
    const isSetting = isObject && markers >= 2;
    const item = { start, key, keyEnd, valueStart, end, name, isSetting, isObject };
    frame.first ??= item;
    frame.beforeLast = frame.last;
    frame.last = item;
    frame.count += 1;
    frame.pending = undefined;
    frame.holdsSettings ||= isSetting;
    if (wanted.test(key ?? "") || wanted.test(name ?? "")) frame.found.push(item);
  }
}

const nothing = { first: undefined, beforeLast: undefined, last: undefined, pending: undefined, name: undefined };

/** A step of a JSON pointer (RFC 6901). */
function escaped(step: string): string {
  return step.replaceAll("~", "~0").replaceAll("/", "~1");
}
