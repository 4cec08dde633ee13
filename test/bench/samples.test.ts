import assert from "node:assert/strict";
import { sampleOutputs } from "../../workbench/bench/tools/sampleOutputs";
import { tenantFile } from "../../workbench/bench/tools/tenantFile";
import { checkOutputs } from "../../cli/outputs/checkOutputs";

describe("bench: samples", () => {
  it("are outputs that the command accepts", () => {
    const outputs = checkOutputs(JSON.parse(sampleOutputs()), "sample", false);
    assert.equal(outputs.authentication, "oauth");
  });

  it("are tenant files of the size asked for, by name or as a list", () => {
    for (const shape of ["object", "list"] as const) {
      const text = tenantFile(shape, 100_000);
      assert.ok(text.length >= 100_000 && text.length < 101_000, `${text.length} bytes`);
      const entries = Object.values(JSON.parse(text) as Record<string, { readonly Name: string }>);
      assert.equal(new Set(entries.map(({ Name }) => Name)).size, entries.length);
    }
  });
});
