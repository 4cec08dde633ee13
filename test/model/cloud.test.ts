import assert from "node:assert/strict";
import { cloudNamed, cloudOfEnvironment } from "../../model/cloud";

describe("clouds", () => {
  it("are known under every name the provider takes, and not guessed", () => {
    assert.deepEqual(
      ["Public", "global", "usgovernmentl4", "USGovernmentL5", "china", "Mars"].map(cloudOfEnvironment),
      ["public", "public", "usgovernment", "dod", "china", "mars"],
    );
    assert.throws(() => cloudNamed("moon"), /public, usgovernment, dod, china/);
    assert.throws(() => cloudNamed("constructor"));
  });
});
