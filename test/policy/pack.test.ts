import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../policy/rules";

const folder = join(__dirname, "..", "..", "policy", "rules");
const files = readdirSync(folder)
  .map((file) => file.replace(/\.ts$/, ""))
  .filter((file) => file !== "index");

describe("policy pack", () => {
  it("holds the rule of each file, under the file's name", () => {
    const names = files.map((file) => file.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
    assert.deepEqual(rules.map(({ name }) => name).sort(), names.sort());
  });

  it("has a test for each rule", () => {
    const tests = readdirSync(join(__dirname, "rules")).map((file) => file.replace(/\.test\.ts$/, ""));
    assert.deepEqual(tests.sort(), [...files].sort());
  });

  it("gives every setting of a rule a default and a description, so that it runs unconfigured", () => {
    for (const { name, configSchema } of rules) {
      for (const [setting, schema] of Object.entries(configSchema?.properties ?? {})) {
        assert.ok(schema.default !== undefined && schema.description, `${name}.${setting}`);
      }
    }
  });
});
