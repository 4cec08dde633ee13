import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

describe("the recording that the sandbox is replayed against", () => {
  it("was made with the provider this project uses: else run test/engine/recordStackLife.ts", () => {
    const { provider } = json("../../packages/entra-sandbox/test/recordings/stackLife.json");
    assert.equal(provider, `azuread ${json("@pulumi/azuread/package.json")["version"]}`);
  });
});

function json(module: string): Record<string, string> {
  return JSON.parse(readFileSync(require.resolve(module), "utf8")) as Record<string, string>;
}
