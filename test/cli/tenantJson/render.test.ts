import assert from "node:assert/strict";
import { ToolFolder } from "../runTool";
import { maskedOutputs, sampleOutputs } from "../sampleOutputs";

describe("tenant-json render", () => {
  const folder = new ToolFolder();
  before(() => folder.write("dev.json", maskedOutputs({ acceptGuidAudience: true })));
  const { tenantJson } = sampleOutputs({ acceptGuidAudience: true });

  it("prints the stack's fragment as it is", async () => {
    const run = await folder.run(["tenant-json", "render", "--outputs", "dev.json"]);
    assert.deepEqual([run.code, run.out, run.notes], [0, tenantJson, ""]);
  });

  it("writes it as a list to a file", async () => {
    const run = await folder.run(["tenant-json", "render", "--outputs", "dev.json", "--list", "--out", "new.json"]);
    assert.deepEqual([run.code, run.out, run.notes], [0, "", "wrote new.json"]);
    const list = Object.values(JSON.parse(tenantJson) as object);
    assert.equal(folder.read("new.json"), `${JSON.stringify(list, null, 2)}\n`);
  });

  it("names the keys that the output lacks, whatever else is in it", async () => {
    const keys = JSON.parse(tenantJson) as Record<string, { Name: unknown }>;
    const render = async (settings: unknown) => {
      folder.write("other.json", { ...maskedOutputs(), tenantJson: JSON.stringify(settings) });
      return folder.run(["tenant-json", "render", "--outputs", "other.json"]);
    };
    const [issuer = ""] = Object.keys(keys).filter((key) => key.endsWith(".ValidIssuer"));
    for (const wrong of [
      null,
      [],
      { ...keys, [issuer]: null },
      { ...keys, [issuer]: { ...keys[issuer], Name: null } },
    ]) {
      const run = await render(wrong);
      assert.deepEqual([run.code, run.notes.includes(issuer)], [2, true], JSON.stringify(wrong));
    }
    assert.equal(
      (await render({ ...keys, other: { Name: "other", Value: "x" } })).out,
      JSON.stringify(keys, null, 2) + "\n",
    );
  });

  it("overwrites nobody's file unless told to, and then keeps it", async () => {
    folder.write("tenant.json", '{"Other":{}}');
    const words = ["tenant-json", "render", "--outputs", "dev.json", "--out", "tenant.json"];
    assert.equal(await folder.errorOf(words), "file-exists");
    assert.equal(folder.read("tenant.json"), '{"Other":{}}');
    const forced = await folder.run([...words, "--force"]);
    assert.equal(
      forced.notes,
      "wrote tenant.json; as it was before, it is in tenant.json.2026-12-01T12-00-00-000Z.bak",
    );
    assert.equal(folder.read("tenant.json"), tenantJson);
    assert.equal(folder.read("tenant.json.2026-12-01T12-00-00-000Z.bak"), '{"Other":{}}');
  });

  it("says where it cannot write", async () => {
    const words = ["tenant-json", "render", "--outputs", "dev.json", "--out", "no/new.json"];
    assert.equal(await folder.errorOf(words), "file-unwritable");
  });
});
