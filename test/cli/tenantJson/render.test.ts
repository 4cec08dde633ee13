import assert from "node:assert/strict";
import { ToolFolder } from "../runTool";
import { maskedOutputs, sampleOutputs } from "../sampleOutputs";

describe("tenant-json render", () => {
  const folder = new ToolFolder();
  before(() => folder.write("dev.json", maskedOutputs({ acceptGuidAudience: true })));
  after(() => folder.remove());
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

  it("says where it cannot write", async () => {
    const run = await folder.run(["tenant-json", "render", "--outputs", "dev.json", "--out", "no/new.json"]);
    assert.equal(run.code, 2);
    assert.match(
      run.notes,
      /^icertis-access: cannot write .*no\/new\.json: there is no such file or folder; nothing was written$/,
    );
  });
});
