import assert from "node:assert/strict";
import { chmodSync, readdirSync, readlinkSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { TenantSetting } from "../../../model/tenantJson";
import { ToolFolder } from "../runTool";
import { maskedOutputs, sampleApiKeyOutputs, sampleIds, sampleOutputs } from "../sampleOutputs";

const settings = JSON.parse(sampleOutputs().tenantJson) as Record<string, TenantSetting>;
const [discovery, audiences, issuer, claim] = Object.keys(settings) as [string, string, string, string];
const backup = "tenant.json.2026-12-01T12-00-00-000Z.bak";

describe("tenant-json merge and unmerge", () => {
  let folder: ToolFolder;
  const run = (verb: "merge" | "unmerge", ...words: string[]) =>
    folder.run(["tenant-json", verb, "tenant.json", "--outputs", "dev.json", ...words]);

  beforeEach(() => {
    folder = new ToolFolder();
    folder.write("dev.json", maskedOutputs());
  });

  it("adds an audience, shows the diff, and keeps the file as it was beside it", async () => {
    const entry = { ...settings[audiences], Value: "api://other", Owner: "me" };
    folder.write("tenant.json", `${JSON.stringify({ ...settings, [audiences]: entry }, null, 4)}\n`);
    const { out, notes, code } = await run("merge");
    assert.equal(code, 0);
    const both = `api://other,api://${sampleIds.clientId}`;
    assert.equal(
      folder.read("tenant.json"),
      `${JSON.stringify({ ...settings, [audiences]: { ...entry, Value: both } }, null, 4)}\n`,
    );
    assert.equal(
      out,
      [
        "--- tenant.json",
        "+++ tenant.json",
        "@@ -16,7 +16,7 @@",
        '         "IsEncrypted": false,',
        '         "OverrideType": "Overridable",',
        '         "ValueType": "System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089",',
        '-        "Value": "api://other",',
        `+        "Value": "${both}",`,
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
    assert.equal(notes, `wrote tenant.json; as it was before, it is in ${backup}`);
    assert.match(folder.read(backup), /"api:\/\/other"/);
  });

  it("takes it out again, and leaves alone what is right", async () => {
    folder.write("tenant.json", { ...settings, [audiences]: { ...settings[audiences], Value: "api://other" } });
    const before = folder.read("tenant.json");
    await run("merge");
    const merged = folder.read("tenant.json");
    const again = await run("merge");
    assert.deepEqual([again.code, folder.read("tenant.json")], [0, merged]);
    assert.equal((await run("unmerge", "--dry-run")).code, 0);
    assert.equal(folder.read("tenant.json"), merged);
    folder.write(backup, "");
    await folder.run(["tenant-json", "unmerge", "tenant.json", "--outputs", "dev.json"], { now: "2026-12-02" });
    assert.equal(folder.read("tenant.json"), before);
  });

  it("replaces what another integration has only with --replace", async () => {
    folder.write("tenant.json", { ...settings, [issuer]: { ...settings[issuer], Value: "https://other/" } });
    const before = folder.read("tenant.json");
    const rejected = await run("merge");
    assert.deepEqual([rejected.code, rejected.out, folder.read("tenant.json")], [2, "", before]);
    assert.deepEqual(readdirSync(folder.path).sort(), ["dev.json", "tenant.json"]);
    assert.equal((await run("merge", "--replace")).code, 0);
    assert.equal(folder.read("tenant.json"), JSON.stringify(settings, null, 2));
  });

  it("writes nothing with --dry-run, and reports as JSON with --json", async () => {
    folder.write("tenant.json", { [issuer]: { ...settings[issuer], Value: "" } });
    const { out } = await run("merge", "--dry-run", "--json");
    const { diff, ...rest } = JSON.parse(out) as { diff: string };
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

  it("keeps a byte-order mark, a link a link and the permissions as they were", async () => {
    folder.write("real.json", "\uFEFF{}");
    chmodSync(join(folder.path, "real.json"), 0o640);
    symlinkSync("real.json", join(folder.path, "tenant.json"));
    assert.equal((await run("merge")).code, 0);
    assert.equal(readlinkSync(join(folder.path, "tenant.json")), "real.json");
    assert.equal(statSync(join(folder.path, "real.json")).mode & 0o777, 0o640);
    assert.equal(folder.read("real.json"), `\uFEFF${JSON.stringify(settings, null, 2)}`);
  });

  it("touches nothing where an input cannot be used", async () => {
    assert.equal((await run("merge")).code, 2);
    folder.write("tenant.json", "{}");
    folder.write("key.json", sampleApiKeyOutputs);
    for (const [file, outputs] of [
      [".", "dev.json"],
      ["-", "dev.json"],
      ["tenant.json", "key.json"],
      ["tenant.json", "none.json"],
    ] as const) {
      assert.equal((await folder.run(["tenant-json", "merge", file, "--outputs", outputs])).code, 2, file + outputs);
    }
    folder.write(backup, "taken");
    assert.equal((await run("merge")).code, 2);
    assert.deepEqual([folder.read("tenant.json"), folder.read(backup)], ["{}", "taken"]);
  });

  it("leaves nothing half-written where the folder cannot be written", async function () {
    if (process.getuid?.() === 0) this.skip();
    folder.write("tenant.json", "{}");
    chmodSync(folder.path, 0o555);
    try {
      assert.equal((await run("merge")).code, 2);
      assert.deepEqual(readdirSync(folder.path).sort(), ["dev.json", "tenant.json"]);
    } finally {
      chmodSync(folder.path, 0o755);
    }
  });
});
