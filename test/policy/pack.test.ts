import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfigFileTextToJson } from "typescript";
import { rules } from "../../policy/rules";

const root = join(__dirname, "..", "..");
const files = readdirSync(join(root, "policy", "rules"))
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

  it("is documented, every rule with every setting", () => {
    const documented = readFileSync(join(root, "docs", "policy.md"), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .map((line) => line.split(" | "))
      .map(([name = "", , settings = ""]) => [/`(.+)`/.exec(name)?.[1], settings.match(/`[a-z]\w+`(?! *\))/gi) ?? []]);
    const real = rules.map(({ name, configSchema }) => [
      name,
      Object.keys(configSchema?.properties ?? {}).map((setting) => `\`${setting}\``),
    ]);
    assert.deepEqual(documented, real);
  });

  it("is compiled where its package.json says that it is", () => {
    const file = join(root, "tsconfig.build.json");
    const { config } = parseConfigFileTextToJson(file, readFileSync(file, "utf8")) as {
      config: { include: string[]; compilerOptions: { outDir: string } };
    };
    assert.ok(config.include.includes("policy"), "tsconfig.build.json includes policy/");
    const { main } = JSON.parse(readFileSync(join(root, "policy", "package.json"), "utf8")) as { main: string };
    assert.equal(main, `../${config.compilerOptions.outDir}/policy/index.js`);
  });
});
