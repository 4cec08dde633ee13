import assert from "node:assert/strict";
import fc from "fast-check";
import { findNodeAtLocation, type JSONPath, type Node, parseTree } from "jsonc-parser";
import { tenantSettings } from "../../../model/tenantJson";
import { mergeSettings } from "../../../cli/tenantJson/mergeSettings";
import { readSettingsFile } from "../../../cli/tenantJson/settingsFile";

const settings = tenantSettings({
  issuer: "https://sts.windows.net/t/",
  audiences: ["api://c"],
  metadataUrl: "https://login.microsoftonline.com/t/v2.0/.well-known/openid-configuration",
  v1MetadataUrl: "",
});
const keys = Object.keys(settings);

/** Names that sit badly: dots, slashes, quotes, numbers, beyond ASCII, of the object's own prototype. */
const name = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom("a/b", "~", "0", "Name", '"', "é\u2028", "__proto__"),
);
const other = fc.jsonValue({ maxDepth: 2 });
const otherSetting = fc.record(
  { IsEncrypted: fc.boolean(), ValueType: fc.string(), Value: other, Extra: other },
  { requiredKeys: ["IsEncrypted", "ValueType"] },
);
/** An entry as a file may have it: any of the members, of any value, and one of its own. */
const staleEntry = fc.record(
  {
    Value: fc.string(),
    Description: other,
    Id: other,
    DefaultValue: other,
    IsEncrypted: fc.constant(false),
    Owner: other,
  },
  { requiredKeys: [] },
);

interface Case {
  readonly text: string;
  /** Where the container is. */
  readonly path: JSONPath;
  readonly isList: boolean;
}

/** A JSON text in which the white space between any two tokens is arbitrary. */
function written(value: unknown, spaces: () => string): string {
  const around = (text: string) => spaces() + text + spaces();
  if (Array.isArray(value)) return `[${value.map((item) => around(written(item, spaces))).join(",") || spaces()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, item]) => `${around(JSON.stringify(key))}:${around(written(item, spaces))}`,
  );
  return `{${members.join(",") || spaces()}}`;
}

const document: fc.Arbitrary<Case> = fc
  .record({
    isList: fc.boolean(),
    present: fc.subarray(keys),
    entries: fc.array(staleEntry, { minLength: 4, maxLength: 4 }),
    others: fc.array(fc.tuple(name, otherSetting), { minLength: 1, maxLength: 4 }),
    order: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
    path: fc.array(fc.oneof(name, fc.nat({ max: 2 })), { maxLength: 3 }),
    beside: fc.array(fc.tuple(name, other), { maxLength: 3 }),
    spaces: fc.array(fc.constantFrom("", " ", "\n", "\r\n", "\t", "\n    ", "\r\n\t\t"), {
      minLength: 1,
      maxLength: 9,
    }),
  })
  .map(({ isList, present, entries, others, order, path, beside, spaces }) => {
    const items: [string, object][] = [
      ...present.map((key, index): [string, object] => [key, { ...entries[index], Name: key }]),
      ...others.map(([key, setting]): [string, object] => [
        `x${key}`,
        { ...setting, ...(isList ? { Name: `x${key}` } : {}) },
      ]),
    ];
    items.sort(([a], [b]) => (order[a.length % 8] ?? 0) - (order[b.length % 8] ?? 0));
    let value: unknown = isList ? items.map(([, entry]) => entry) : Object.fromEntries(items);
    for (const step of path.toReversed()) {
      // A member named like the step would take its place; an element before it moves it.
      value =
        typeof step === "number"
          ? [
              ...beside.slice(0, step).map(([, item]) => item),
              ...Array<null>(Math.max(0, step - beside.length)).fill(null),
              value,
            ]
          : Object.defineProperty(Object.fromEntries(beside), step, { value, enumerable: true, configurable: true });
    }
    let turn = 0;
    return { text: written(value, () => spaces[turn++ % spaces.length] ?? ""), path, isList };
  });

/** The container's items that are entries of the four keys, by key. */
function entriesOf(text: string, { path, isList }: Case): Map<string, Node> {
  const container = findNodeAtLocation(parseTree(text) as Node, [...path]) as Node;
  const pairs = (container.children ?? []).map((child): [string, Node] => {
    if (!isList) return [String(child.children?.[0]?.value), child.children?.[1] as Node];
    return [String(findNodeAtLocation(child, ["Name"])?.value), child];
  });
  return new Map(pairs.filter(([key]) => keys.includes(key)));
}

/** The text with every entry that was there before cut out. */
function without(text: string, nodes: Iterable<Node>): string {
  const sorted = [...nodes].sort((a, b) => b.offset - a.offset);
  return sorted.reduce((rest, { offset, length }) => `${rest.slice(0, offset)}@${rest.slice(offset + length)}`, text);
}

describe("tenant-json merge, for any document", () => {
  it("changes nothing outside the four keys, sets these, and does nothing the second time", () => {
    fc.assert(
      fc.property(document, fc.constantFrom("", "\uFEFF"), (one, mark) => {
        const file = readSettingsFile(Buffer.from(mark + one.text), "tenant.json");
        const merged = mergeSettings(file, settings, undefined).text;
        const before = entriesOf(one.text, one);
        const after = entriesOf(merged, one);

        assert.deepEqual([...after.keys()].sort(), [...keys].sort());
        for (const [key, node] of after) {
          const entry = JSON.parse(merged.slice(node.offset, node.offset + node.length)) as Record<string, unknown>;
          assert.deepEqual({ ...entry, Owner: undefined }, { ...settings[key], Owner: undefined });
        }

        const kept = without(one.text, before.values());
        const keptAfter = without(
          merged,
          [...after].filter(([key]) => before.has(key)).map(([, node]) => node),
        );
        const added = keptAfter.length - kept.length;
        const common = commonPrefix(kept, keptAfter);
        // What was added is one piece; take it out and the old text is left.
        assert.ok(added === 0 ? kept === keptAfter : restored(kept, keptAfter, common, added));

        const again = readSettingsFile(Buffer.from(mark + merged), "tenant.json");
        assert.deepEqual(mergeSettings(again, settings, undefined).edits, []);
        assert.equal(again.mark, mark);
      }),
      { numRuns: 120 },
    );
  });

  it("takes every text that JSON takes, and no other", () => {
    const damage = fc.tuple(
      document,
      fc.nat(),
      fc.constantFrom("", ",", '"', "}", "]", "//", "\u00a0", "1", "\\", "NaN", "\f", "-", "0"),
    );
    fc.assert(
      fc.property(damage, ([{ text }, at, inserted]) => {
        const cut = at % (text.length + 1);
        const damaged = text.slice(0, cut) + inserted + text.slice(cut + (at % 2));
        const valid = isJson(damaged);
        let refusal = "";
        try {
          readSettingsFile(Buffer.from(damaged), "tenant.json");
        } catch (error) {
          refusal = (error as Error).message;
        }
        if (valid) assert.ok(refusal === "" || / twice, at /.test(refusal), refusal);
        else assert.match(refusal, /^tenant\.json is (not valid JSON: line \d+, column \d+: |empty)/);
      }),
      { numRuns: 300 },
    );
  });
});

function restored(kept: string, after: string, common: number, added: number): boolean {
  return after.slice(0, common) + after.slice(common + added) === kept;
}

function commonPrefix(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
