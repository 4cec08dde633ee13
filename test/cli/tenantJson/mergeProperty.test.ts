import assert from "node:assert/strict";
import fc from "fast-check";
import { findNodeAtLocation, getNodeValue, type JSONPath, type Node, parseTree, stripComments } from "jsonc-parser";
import { checkSettings } from "../../../cli/tenantJson/checkSettings";
import { mergeSettings, unmergeSettings, type Wanted } from "../../../cli/tenantJson/mergeSettings";
import { readSettingsFile, type SettingsFile } from "../../../cli/tenantJson/settingsFile";
import type { UserError } from "../../../entra/userError";
import { parseJson } from "../../../model/json";
import { type TenantSetting, tenantSettings } from "../../../model/tenantJson";
import { fuzz } from "../../fuzz";

const settings = tenantSettings({
  issuer: "https://sts.windows.net/t/",
  audiences: ["api://c"],
  metadataUrl: "https://login.microsoftonline.com/t/v2.0/.well-known/openid-configuration",
  v1MetadataUrl: "",
});
const keys = Object.keys(settings);
const audiences = "Core.API.OAuth.ValidAudiences";

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
    Value: fc.constantFrom("", null),
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
    spaces: fc.array(fc.constantFrom("", " ", "\n", "\r\n", "\t", "\n    ", "\r\n\t\t", "/* , */", "//\u00a0{\n"), {
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
  })
  .filter(({ text }) => codeOf(text) !== "tenant-json-duplicate-member");

function codeOf(text: string): string {
  try {
    read(text);
    return "none";
  } catch (error) {
    return (error as UserError).code;
  }
}

function read(text: string): SettingsFile {
  return readSettingsFile(Buffer.from(text), "tenant.json");
}

/** The container's items that are entries of the four keys, by key. */
function entriesOf(text: string, { path, isList }: Case): Map<string, Node> {
  const container = findNodeAtLocation(parseTree(text) as Node, [...path]) as Node;
  const pairs = (container.children ?? []).map((child): [string, Node] => {
    if (!isList) return [String(child.children?.[0]?.value), child.children?.[1] as Node];
    return [String(findNodeAtLocation(child, ["Name"])?.value), child];
  });
  return new Map(pairs.filter(([key]) => keys.includes(key)));
}

/** The document's value without the entries of the four keys. */
function rest(text: string, { path, isList }: Case): unknown {
  const root = parseTree(text) as Node;
  const value = getNodeValue(root) as unknown;
  const container = [...path].reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], value);
  if (isList) {
    const list = container as { readonly Name?: string }[];
    list.splice(0, list.length, ...list.filter((item) => !keys.includes(item.Name ?? "")));
  } else {
    for (const key of keys) Reflect.deleteProperty(container as object, key);
  }
  return value;
}

const wanted: Wanted = { settings, v1MetadataUrl: "" };

describe("tenant-json merge, for any document", () => {
  fuzz(
    "changes nothing outside the four keys, and serves the stack afterwards",
    150,
    fc.property(document, fc.constantFrom("", "\uFEFF"), fc.boolean(), (one, mark, replace) => {
      const { text, edits } = mergeSettings(read(mark + one.text), wanted, replace);
      const before = entriesOf(one.text, one);
      const after = entriesOf(text, one);

      assert.deepEqual([...after.keys()].sort(), [...keys].sort());
      assert.deepEqual(rest(text, one), rest(one.text, one));
      const values = [...before.values()].flatMap(({ children }) => children?.map((member) => member.children?.[1]));
      for (const { offset, length } of edits) {
        const isMember = values.some((node) => node?.offset === offset && node.length === length);
        assert.ok(isMember || /^[ \t\r\n]*$/.test(one.text.slice(offset, offset + length)));
      }

      const again = read(mark + text);
      assert.equal(again.mark, mark);
      assert.deepEqual(mergeSettings(again, wanted, replace).edits, []);
      assert.ok(checkSettings(again, wanted).every(({ ok }) => ok));
      const wasRight = checkSettings(read(one.text), wanted).every(({ ok }) => ok);
      if (wasRight && !replace) assert.deepEqual(edits, []);
    }),
  );

  fuzz(
    "undoes itself",
    60,
    fc.property(document, fc.array(fc.constantFrom("api://x", " api://y", "z"), { minLength: 1 }), (one, others) => {
      const list = others.join(",");
      const stale = mergeSettings(read(one.text), { ...wanted, settings: withAudiences(list) }, true).text;
      const merged = mergeSettings(read(stale), wanted, false).text;
      assert.equal(unmergeSettings(read(merged), wanted).text, stale);
    }),
  );

  const damage = fc.tuple(
    document,
    fc.nat(),
    fc.constantFrom("", ",", '"', "}", "]", "//", "/*x*/", "\u00a0", "1", "\\", "NaN", "\f", "-", "0"),
  );
  fuzz(
    "takes every text that JSON takes, and beyond that comments and trailing commas alone",
    300,
    fc.property(damage, ([{ text }, at, inserted]) => {
      const cut = at % (text.length + 1);
      const damaged = text.slice(0, cut) + inserted + text.slice(cut + (at % 2));
      const code = codeOf(damaged);
      const plain = stripComments(damaged).replace(/,(\s*[\]}])/g, "$1");
      if (parseJson(damaged) !== undefined) assert.ok(["none", "tenant-json-duplicate-member"].includes(code), code);
      else if (code === "none") assert.ok(parseJson(plain) !== undefined, damaged);
      else assert.match(code, /^tenant-json-(syntax|empty|duplicate-member)$/);
    }),
  );
});

function withAudiences(list: string): typeof settings {
  return { ...settings, [audiences]: { ...settings[audiences], Value: list } as TenantSetting };
}
