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
