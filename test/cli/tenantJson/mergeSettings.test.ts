import assert from "node:assert/strict";
import { type Merge, mergeSettings, unmergeSettings, type Wanted } from "../../../cli/tenantJson/mergeSettings";
import { readSettingsFile } from "../../../cli/tenantJson/settingsFile";
import type { UserError } from "../../../entra/userError";
import type { TenantSetting } from "../../../model/tenantJson";
import { sampleIds, sampleOutputs } from "../sampleOutputs";

const { clientId, tenantId } = sampleIds;
const { tenantJson, icertisHandoff } = sampleOutputs();
const settings = JSON.parse(tenantJson) as Record<string, TenantSetting>;
const [discovery, audiences, issuer, claim] = Object.keys(settings) as [string, string, string, string];
const ours = `api://${clientId}`;

const read = (content: string | Buffer | object) => {
  const text = typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content, null, 2);
  return readSettingsFile(Buffer.from(text), "tenant.json");
};
interface Given {
  readonly replace?: boolean;
  readonly at?: string;
  readonly wants?: string;
}
const wantedOf = ({ at, wants }: Given): Wanted => ({
  settings: wants === undefined ? settings : { ...settings, [audiences]: entryOf(audiences, { Value: wants }) },
  v1MetadataUrl: icertisHandoff.v1MetadataDocument,
  at,
});
const merge = (content: string | object, given: Given = {}): Merge =>
  mergeSettings(read(content), wantedOf(given), given.replace ?? false);
const unmerge = (content: string | object, given: Given = {}) => unmergeSettings(read(content), wantedOf(given));
const entryOf = (key: string, members: object = {}) => ({ ...(settings[key] as TenantSetting), ...members });
const withEntry = (key: string, members: object) => ({ ...settings, [key]: entryOf(key, members) });
const valueIn = ({ text }: Merge, key: string) => (JSON.parse(text) as Record<string, TenantSetting>)[key]?.Value;

describe("the merge of tenant.json", () => {
  describe("adds the four keys in the style of the file", () => {
    it("to an object keyed by name, with tabs and CRLF", () => {
      const before = '{\r\n\t"Other": {\r\n\t\t"IsEncrypted":false,\r\n\t\t"ValueType":"x"\r\n\t}\r\n}\r\n';
      const entries = Object.entries(settings).map(([key, setting]) => {
        const members = Object.entries(setting).map(([name, value]) => `\t\t"${name}":${JSON.stringify(value)}`);
        return `,\r\n\t"${key}": {\r\n${members.join(",\r\n")}\r\n\t}`;
      });
      assert.equal(merge(before).text, `${before.slice(0, -5)}${entries.join("")}\r\n}\r\n`);
    });

    it("to a list, nested, on one line", () => {
      const before = '{"a":[{"Settings":[{"Name":"Other","IsEncrypted":false,"ValueType":"x"}]}],"b":1.50}';
      const added = Object.values(settings).map((setting) => `,${JSON.stringify(setting)}`);
      assert.equal(merge(before).text, before.replace('"x"}', `"x"}${added.join("")}`));
    });

    for (const [before, after] of [
      ["{}", JSON.stringify(settings, null, 2)],
      ["{\n}\n", `${JSON.stringify(settings, null, 2)}\n`],
      ["[]\n", `${JSON.stringify(Object.values(settings), null, 2)}\n`],
    ] as const) {
      it(`to an empty document: ${JSON.stringify(before)}`, () => assert.equal(merge(before).text, after));
    }

    const other = '"Other": {"IsEncrypted": false, "ValueType": "x"}';
    const added = Object.entries(settings)
      .map(([key, setting]) => {
        const members = Object.entries(setting).map(
          ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
        );
        return `"${key}": {${members.join(", ")}}`;
      })
      .join(",\n  ");
    for (const [what, before, after] of [
      ["a comment behind the last one", `{\n  ${other} // mine\n}`, `{\n  ${other}, // mine\n  ${added}\n}`],
      ["a trailing comma", `{\n  ${other},\n}`, `{\n  ${other},\n  ${added},\n}`],
      ["both", `{\n  ${other}, // mine\n  /* end */\n}`, `{\n  ${other}, // mine\n  /* end */\n  ${added},\n}`],
      [
        "a comment between two",
        `{\n  "a": 1, // one, two\n  // three\n  ${other}\n}`,
        `{\n  "a": 1, // one, two\n  // three\n  ${other},\n  ${added}\n}`,
      ],
    ] as const) {
      it(`and keeps ${what}`, () => assert.equal(merge(before).text, after));
    }

    it("and never ends up inside a comment", () => {
      const { text } = merge(`{${other} // mine\n}`);
      assert.deepEqual(merge(text).edits, []);
      assert.deepEqual(merge(merge("{ // nothing yet\n}", { at: "/" }).text).edits, []);
    });
  });

  describe("leaves alone what already serves the stack", () => {
    const v1 = icertisHandoff.v1MetadataDocument;
    for (const [what, content] of [
      ["the stack's own keys", settings],
      ["a list of audiences that holds ours", withEntry(audiences, { Value: `api://x,${ours}`, IsReadOnly: true })],
      ["the version 1 metadata document", withEntry(discovery, { Value: v1 })],
      ["another description, id or type", withEntry(claim, { Description: "mine", Id: 7, ValueType: undefined })],
    ] as const) {
      it(what, () => {
        const { edits, changes } = merge(content);
        assert.deepEqual(edits, []);
        assert.deepEqual(
          changes.map(({ action }) => action),
          Array(4).fill("unchanged"),
        );
      });
    }
  });

  describe("corrects the stack's own value where it is written wrongly", () => {
    const right = entryOf(issuer).Value;
    for (const [key, Value, expected] of [
      [audiences, ` ${ours}`, ours],
      [audiences, `api://x,${ours} , api://y`, `api://x,${ours}, api://y`],
      [audiences, ours.toUpperCase(), ours],
      [audiences, "", ours],
      [audiences, null, ours],
      [audiences, "api://x", `api://x,${ours}`],
      [audiences, "api://x,", `api://x,${ours}`],
      [issuer, right.slice(0, -1), right],
      [issuer, `\u200b${right}`, right],
      [issuer, `${right}\u00a0`, right],
    ] as const) {
      it(JSON.stringify(Value), () => {
        const merged = merge(withEntry(key, { Value, Description: "mine" }));
        assert.equal(valueIn(merged, key), expected);
        assert.deepEqual(
          merged.changes.filter(({ action }) => action !== "unchanged"),
          [{ key, action: "updated", members: ["Value"] }],
        );
        assert.equal(merged.edits.length, 1);
      });
    }

    it("completes an entry without a Value, and touches no member it has", () => {
      const merged = merge({ ...settings, [issuer]: { Description: "mine", Owner: "me" } });
      const found = (JSON.parse(merged.text) as Record<string, object>)[issuer];
      assert.deepEqual(found, entryOf(issuer, { Description: "mine", Owner: "me" }));
    });
  });

  describe("refuses to cut off another integration", () => {
    for (const [key, Value] of [
      [issuer, "https://sts.windows.net/another-tenant/"],
      [issuer, `https://login.microsoftonline.com/${tenantId}/v2.0`],
      [discovery, "https://login.example/.well-known/openid-configuration"],
      [claim, "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"],
      [claim, 5],
    ] as const) {
      it(`${key} ${JSON.stringify(Value)}, unless told to replace it`, () => {
        const file = withEntry(key, { Value, Description: "mine" });
        assert.throws(() => merge(file), { code: "tenant-json-other-integration" });
        assert.deepEqual(JSON.parse(merge(file, { replace: true }).text), settings);
      });
    }

    it("names every such key at once, with what it holds", () => {
      const file = { ...withEntry(issuer, { Value: "https://a/" }), [claim]: entryOf(claim, { Value: "upn" }) };
      assert.throws(() => merge(file), /ValidIssuer is "https:\/\/a\/" at line 26.*\n.*ExternalUpnClaimUri is "upn"/);
    });

    it("replaces the list of audiences too", () => {
      assert.equal(valueIn(merge(withEntry(audiences, { Value: "api://x" }), { replace: true }), audiences), ours);
    });

    it("lets two stacks of one tenant share a file, in either order", () => {
      const second = "api://c11e0000-0000-4000-8000-000000000002,c11e0000-0000-4000-8000-000000000002";
      const both = merge(merge("{}").text, { wants: second });
      assert.equal(valueIn(both, audiences), `${ours},${second}`);
      assert.deepEqual(merge(both.text).edits, []);
      assert.equal(valueIn(merge(merge("{}", { wants: second }).text), audiences), `${second},${ours}`);
    });
  });

  describe("takes one stack out again", () => {
    it("as it was before, but for the order of the list", () => {
      const before = JSON.stringify(withEntry(audiences, { Value: "api://x, api://y" }), null, 4);
      assert.equal(unmerge(merge(before).text).text, before);
    });

    it("however its audiences are written, and wherever they stand", () => {
      const Value = `api://x, ${ours},api://y,${clientId},${ours.toUpperCase()}`;
      const merged = unmerge(withEntry(audiences, { Value }), { wants: `${ours},${clientId}` });
      assert.equal(valueIn(merged, audiences), "api://x,api://y");
    });

    it("changes nothing where it is not there", () => {
      for (const content of ["{}", withEntry(audiences, { Value: "api://x" })]) {
        assert.deepEqual(unmerge(content).edits, []);
      }
    });

    it("does not leave an empty list", () => {
      assert.throws(() => unmerge(settings), { code: "tenant-json-last-audience" });
    });
  });

  describe("finds names whatever their letter case", () => {
    it("members, which stay as they are written", () => {
      const camel = (entry: object) =>
        Object.fromEntries(
          Object.entries(entry).map(([name, value]) => [name[0]?.toLowerCase() + name.slice(1), value]),
        );
      const file = { ...settings, [audiences]: camel(entryOf(audiences, { Value: "api://x" })) };
      const merged = merge(file);
      assert.deepEqual(merged.edits.length, 1);
      assert.deepEqual(JSON.parse(merged.text), {
        ...settings,
        [audiences]: camel(entryOf(audiences, { Value: `api://x,${ours}` })),
      });
      const encrypted = { ...settings, [audiences]: camel(entryOf(audiences, { IsEncrypted: true })) };
      assert.throws(() => merge(encrypted), { code: "tenant-json-encrypted" });
    });

    it("keys and Names", () => {
      const lower = Object.fromEntries(Object.entries(settings).map(([key, entry]) => [key.toLowerCase(), entry]));
      assert.deepEqual(merge(lower).edits, []);
      const list = Object.values(settings).map((entry) => ({ ...entry, Name: entry.Name.toUpperCase() }));
      assert.deepEqual(merge(list).edits, []);
      assert.deepEqual(merge(list, { replace: true }).edits, []);
    });
  });

  describe("finds the place", () => {
    const two = { Dev: { [issuer]: settings[issuer] }, Prod: { [issuer]: settings[issuer] } };

    it("or lets a person choose with a JSON pointer", () => {
      assert.throws(() => merge(two), { code: "tenant-json-place-ambiguous" });
      assert.throws(() => merge(two), /--at:\n {2}\/Dev at line 2, column 10\n {2}\/Prod at line 16, column 11/);
      assert.deepEqual(JSON.parse(merge(two, { at: "/Prod" }).text), { ...two, Prod: settings });
      assert.deepEqual(JSON.parse(merge({ "a/b~": [{}] }, { at: "/a~1b~0/0" }).text), { "a/b~": [settings] });
    });

    for (const at of ["/Test", "Dev", "/Dev/x/y", "/Prod/9"]) {
      it(`and refuses ${at}`, () => assert.throws(() => merge(two, { at }), { code: "tenant-json-place-missing" }));
    }

    it("and does not guess", () => {
      assert.throws(() => merge('{"Core":{}}'), { code: "tenant-json-place-unknown" });
      assert.throws(() => merge("5"), { code: "tenant-json-place-unknown" });
    });
  });

  describe("refuses what it cannot change safely", () => {
    const entry = entryOf(issuer);
    for (const [code, content] of [
      ["tenant-json-duplicate-member", '{"x": 1, "y": {}, "x": 2}'],
      ["tenant-json-duplicate-member", '{"Value": 1, "value": 2}'],
      ["tenant-json-duplicate-member", { [issuer]: entry, [issuer.toUpperCase()]: entry }],
      ["tenant-json-duplicate-entry", [entry, { ...entry, Name: issuer.toLowerCase() }]],
      ["tenant-json-encrypted", { [issuer]: { ...entry, IsEncrypted: true } }],
      ["tenant-json-read-only", { [issuer]: { ...entry, Value: "", IsReadOnly: "True" } }],
      ["tenant-json-plain-value", { [issuer]: "https://sts.windows.net/x/" }],
      ["tenant-json-entry-name", { "1033c3c0": entry }],
      ["tenant-json-encoding", Buffer.from([0xff, 0xfe, 0x7b, 0])],
      ["tenant-json-encoding", Buffer.from([0x7b, 0x22, 0xe9, 0x22])],
      ["tenant-json-empty", " \n"],
      ["tenant-json-empty", ""],
      ["tenant-json-depth", "[".repeat(200_000)],
    ] as const) {
      const shown = Buffer.isBuffer(content) ? content.toString("hex") : JSON.stringify(content).slice(0, 60);
      it(`${code}: ${shown}`, () => assert.throws(() => merge(content), { code: code }));
    }

    for (const [content, where] of [
      ['{\n  "a": 1\n  "b": 2\n}', "line 3, column 3"],
      ["[1,,2]", "line 1, column 4"],
      ['{"a": 1}{"a": 1}', "line 1, column 9: the document should end here; the connector's documentation prints"],
      ['{\n  "a": "b\u201d, "Value":"c"\n}', "the typographic quote \u201d at line 2, column 10"],
      ["{} /* open", "line 1, column 4"],
      ["// nothing but this", "line 1, column 20"],
    ] as const) {
      it(`invalid JSON, saying where: ${JSON.stringify(content)}`, () => {
        assert.throws(
          () => read(content),
          ({ code, message }: UserError) => code === "tenant-json-syntax" && message.includes(where),
        );
      });
    }
  });
});
