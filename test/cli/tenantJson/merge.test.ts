import assert from "node:assert/strict";
import { chmodSync, existsSync, readdirSync, readlinkSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { tenantSettings } from "../../../model/tenantJson";
import { ToolFolder } from "../runTool";
import { maskedOutputs, sampleApiKeyOutputs, sampleIds } from "../sampleOutputs";

const { clientId, tenantId } = sampleIds;
const settings = tenantSettings({
  issuer: `https://sts.windows.net/${tenantId}/`,
  audiences: [`api://${clientId}`],
  metadataUrl: `https://login.microsoftonline.com/${tenantId}/v2.0/.well-known/openid-configuration`,
  v1MetadataUrl: "",
});
const [discovery, audiences, issuer, claim] = Object.keys(settings) as [string, string, string, string];

describe("tenant-json merge", () => {
  let folder: ToolFolder;
  const merge = (...words: string[]) =>
    folder.run(["tenant-json", "merge", "tenant.json", "--outputs", "dev.json", ...words]);
  /** What the tool says of a file it must not touch. */
  const refusal = async (content: string | Buffer | object, ...words: string[]) => {
    folder.write("tenant.json", content);
    const before = folder.read("tenant.json");
    const run = await merge(...words);
    assert.equal(run.code, 2);
    assert.equal(run.out, "");
    assert.equal(folder.read("tenant.json"), before);
    assert.deepEqual(readdirSync(folder.path).sort(), ["dev.json", "tenant.json"]);
    return run.notes.replace("icertis-access: ", "");
  };

  beforeEach(() => {
    folder = new ToolFolder();
    folder.write("dev.json", maskedOutputs());
  });
  afterEach(() => folder.remove());

  it("adds the four keys to an object keyed by name, in the style of the settings beside them", async () => {
    const before = '{\r\n\t"Other": {\r\n\t\t"IsEncrypted":false,\r\n\t\t"ValueType":"x"\r\n\t}\r\n}\r\n';
    folder.write("tenant.json", `\uFEFF${before}`);
    const run = await merge();
    assert.equal(run.code, 0);
    const entries = Object.entries(settings).map(([key, setting]) => {
      const members = Object.entries(setting).map(([name, value]) => `\t\t"${name}":${JSON.stringify(value)}`);
      return `,\r\n\t"${key}": {\r\n${members.join(",\r\n")}\r\n\t}`;
    });
    assert.equal(folder.read("tenant.json"), `\uFEFF${before.slice(0, -5)}${entries.join("")}\r\n}\r\n`);
  });

  it("adds them to a list of objects with a Name, nested and minified", async () => {
    const before = '{"a":[{"Settings":[{"Name":"Other","IsEncrypted":false,"ValueType":"x"}]}],"b":1.50}';
    folder.write("tenant.json", before);
    assert.equal((await merge()).code, 0);
    const added = Object.values(settings).map((setting) => `,${JSON.stringify(setting)}`);
    assert.equal(folder.read("tenant.json"), before.replace('"x"}', `"x"}${added.join("")}`));
  });

  for (const [empty, text] of [
    ["{}", JSON.stringify(settings, null, 2)],
    ["[]\n", `${JSON.stringify(Object.values(settings), null, 2)}\n`],
    ['{"Core":{}}', undefined],
  ] as const) {
    it(`fills an empty document: ${JSON.stringify(empty)}`, async () => {
      if (text === undefined) {
        assert.match(await refusal(empty), /^tenant\.json has nothing in it that looks like a setting of ICI/);
        return;
      }
      folder.write("tenant.json", empty);
      assert.equal((await merge()).code, 0);
      assert.equal(folder.read("tenant.json"), text);
    });
  }

  it("updates only the members that differ, keeps others, and shows the diff", async () => {
    const entry = { ...settings[audiences], Value: " api://old", Owner: "me" };
    folder.write("tenant.json", `${JSON.stringify({ ...settings, [audiences]: entry }, null, 4)}\n`);
    const run = await merge();
    assert.equal(
      folder.read("tenant.json"),
      `${JSON.stringify({ ...settings, [audiences]: { ...entry, Value: `api://${clientId}` } }, null, 4)}\n`,
    );
    assert.equal(
      run.out,
      [
        "--- tenant.json",
        "+++ tenant.json",
        "@@ -16,7 +16,7 @@",
        '         "IsEncrypted": false,',
        '         "OverrideType": "Overridable",',
        '         "ValueType": "System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089",',
        '-        "Value": " api://old",',
        `+        "Value": "api://${clientId}",`,
        '         "Description": "Comma separated list of valid audiences",',
        '         "DefaultValue": null,',
        '         "IsReadOnly": false,',
        `${discovery}  unchanged`,
        `${audiences}        updated: Value`,
        `${issuer}           unchanged`,
        `${claim}   unchanged`,
        "",
      ].join("\n"),
    );
    assert.equal(run.notes, "wrote tenant.json; as it was before, it is in tenant.json.2026-12-01T12-00-00-000Z.bak");
    assert.match(folder.read("tenant.json.2026-12-01T12-00-00-000Z.bak"), / api:\/\/old/);
  });

  it("does nothing the second time", async () => {
    folder.write("tenant.json", "{}");
    await merge();
    const before = folder.read("tenant.json");
    const files = readdirSync(folder.path);
    const run = await merge();
    assert.deepEqual(
      [run.code, run.notes],
      [0, "tenant.json has all four keys as the stack wants them; nothing to write"],
    );
    assert.equal(folder.read("tenant.json"), before);
    assert.deepEqual(readdirSync(folder.path), files);
  });

  it("writes nothing with --dry-run, and tells it all as JSON with --json", async () => {
    folder.write("tenant.json", { [issuer]: { ...settings[issuer], Value: "x" } });
    const run = await merge("--dry-run", "--json");
    const { diff, ...rest } = JSON.parse(run.out) as { diff: string };
    assert.deepEqual(rest, {
      file: "tenant.json",
      changed: true,
      written: false,
      changes: [
        { key: discovery, action: "added", members: [] },
        { key: audiences, action: "added", members: [] },
        { key: issuer, action: "updated", members: ["Value"] },
        { key: claim, action: "added", members: [] },
      ],
    });
    assert.match(diff, /^--- tenant\.json\n\+\+\+ tenant\.json\n@@ /);
    assert.deepEqual(readdirSync(folder.path).sort(), ["dev.json", "tenant.json"]);
  });

  it("keeps a link a link and the permissions as they were", async () => {
    folder.write("real.json", "{}");
    chmodSync(join(folder.path, "real.json"), 0o640);
    symlinkSync("real.json", join(folder.path, "tenant.json"));
    assert.equal((await merge()).code, 0);
    assert.equal(readlinkSync(join(folder.path, "tenant.json")), "real.json");
    assert.equal(statSync(join(folder.path, "real.json")).mode & 0o777, 0o640);
    assert.equal(folder.read("real.json"), JSON.stringify(settings, null, 2));
  });

  it("lets a person choose between several places with --at", async () => {
    const file = { Dev: { [issuer]: settings[issuer] }, Prod: { [issuer]: settings[issuer] } };
    assert.equal(
      await refusal(file),
      [
        "tenant.json has Core.API.OAuth keys in 2 places; say which one is meant with --at:",
        "  /Dev at line 2, column 10",
        "  /Prod at line 16, column 11",
      ].join("\n"),
    );
    assert.equal(
      await refusal(file, "--at", "/Test"),
      "tenant.json has no object or list of settings at /Test (--at); there are some at /Dev, /Prod, /",
    );
    assert.equal((await merge("--at", "/Prod")).code, 0);
    assert.deepEqual(JSON.parse(folder.read("tenant.json")), {
      ...file,
      Prod: { [issuer]: settings[issuer], ...settings },
    });
  });

  const wrong: readonly (readonly [string, string, string])[] = [
    [
      "a missing comma",
      '{\n  "a": 1\n  "b": 2\n}',
      "line 3, column 3: a comma is expected here; correct it there, and check the file in an editor that knows JSON",
    ],
    [
      "a trailing comma",
      '{"a": 1,}',
      "line 1, column 9: the name of a member, in double quotes, is expected here; correct it there, and check the file in an editor that knows JSON",
    ],
    [
      "a comment",
      "{ // x\n}",
      "line 1, column 3: JSON has no comments; correct it there, and check the file in an editor that knows JSON",
    ],
    [
      "an object twice",
      '{"a": 1}{"a": 1}',
      "line 1, column 9: the document should end here; the connector's documentation prints each object twice: keep one of them, with a comma between different ones",
    ],
    [
      "a typographic quote",
      '{\n  "a": "b\u201d, "Value":"c"\n}',
      "line 2, column 14: this is no JSON value; the cause is the typographic quote \u201d at line 2, column 10: type a straight one (\") in its place, as the connector's documentation has it wrong",
    ],
  ];
  for (const [what, content, message] of wrong) {
    it(`refuses invalid JSON with line and column: ${what}`, async () => {
      assert.equal(await refusal(content), `tenant.json is not valid JSON: ${message}`);
    });
  }

  it("refuses what it cannot change safely", async () => {
    const entry = settings[issuer];
    assert.equal(
      await refusal('{"x": 1, "y": {}, "x": 2}'),
      'tenant.json names the member "x" of one object twice, at line 1, column 2 and at line 1, column 19, so it is not clear which one counts; remove one',
    );
    assert.equal(
      await refusal([entry, entry]),
      `tenant.json has two entries named ${issuer}, at line 2, column 3 and at line 14, column 3, so it is not clear which one ICI reads; remove one`,
    );
    assert.equal(
      await refusal({ [issuer]: { ...entry, IsEncrypted: true } }),
      `tenant.json holds ${issuer} encrypted (IsEncrypted: true, line 2, column 33), and a plain value in its place would not be read; let ICI's administration change it, or set IsEncrypted to false first`,
    );
    assert.equal(
      await refusal({ [issuer]: { ...entry, IsReadOnly: "True" } }),
      `tenant.json holds ${issuer} read-only (IsReadOnly: true, line 2, column 33); set IsReadOnly to false first if this entry is meant to change`,
    );
    assert.equal(
      await refusal({ [issuer]: "https://sts.windows.net/x/" }),
      `tenant.json has a plain value for ${issuer} at line 2, column 33; a setting of ICI is an object with Value, IsEncrypted and others`,
    );
    assert.equal(
      await refusal({ [issuer.toLowerCase()]: entry }),
      `tenant.json has core.api.oauth.validissuer at line 2, column 3, in other letters than ${issuer}; correct its name first`,
    );
    assert.equal(
      await refusal({ "1033c3c0": entry }),
      `tenant.json has an object with the Name ${issuer} at line 2, column 3 under another name, "1033c3c0"; settings are understood as an object keyed by name or as a list of objects with a Name`,
    );
    assert.equal(await refusal(Buffer.from([0xff, 0xfe, 0x7b, 0])), "tenant.json is in UTF-16; save it as UTF-8 first");
    assert.equal(
      await refusal(Buffer.from([0x7b, 0x22, 0xe9, 0x22])),
      "tenant.json is not text in UTF-8; save it in that encoding first",
    );
    assert.equal(
      await refusal(" \n"),
      "tenant.json is empty; a new one can be made with `icertis-access tenant-json render`",
    );
    assert.equal(await refusal("[".repeat(200_000)), "tenant.json is nested too deeply for a settings file");
  });

  it("refuses a file that is not there, a folder, and outputs that want no keys", async () => {
    const missing = await merge();
    assert.deepEqual(
      [missing.code, missing.notes],
      [2, "icertis-access: cannot read tenant.json: there is no such file or folder"],
    );
    const directory = await folder.run(["tenant-json", "merge", ".", "--outputs", "dev.json"]);
    assert.equal(directory.notes, "icertis-access: cannot read .: it is a folder, not a file");
    folder.write("tenant.json", "{}");
    folder.write("key.json", sampleApiKeyOutputs);
    const key = await folder.run(["tenant-json", "merge", "tenant.json", "--outputs", "key.json"]);
    assert.equal(
      key.notes,
      "icertis-access: key.json uses an API key (authentication: apiKey), for which tenant.json needs no keys",
    );
    assert.equal(folder.read("tenant.json"), "{}");
  });

  it("writes nothing where it cannot make the backup", async () => {
    const name = "tenant.json.2026-12-01T12-00-00-000Z.bak";
    folder.write("tenant.json", "{}");
    folder.write(name, "taken");
    const run = await merge();
    assert.deepEqual(
      [run.code, run.notes],
      [
        2,
        `icertis-access: cannot write the backup ${join(folder.path, name)}: there is one of that name already; nothing was written`,
      ],
    );
    assert.deepEqual([folder.read("tenant.json"), folder.read(name)], ["{}", "taken"]);
  });

  it("leaves nothing half-written where the folder cannot be written", async function () {
    if (process.getuid?.() === 0) this.skip();
    folder.write("tenant.json", "{}");
    chmodSync(folder.path, 0o555);
    try {
      const run = await merge();
      assert.equal(run.code, 2);
      assert.match(run.notes, /this user may not do that; check the permissions; nothing was written$/);
      assert.ok(!existsSync(join(folder.path, "tenant.json.2026-12-01T12-00-00-000Z.bak")));
    } finally {
      chmodSync(folder.path, 0o755);
    }
  });
});
