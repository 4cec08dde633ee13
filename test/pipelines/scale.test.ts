import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { processContext } from "../../entra/processContext";
import { childPipeline } from "../../pipelines/gitlab/childPipeline";
import { writeManifests } from "../../pipelines/operator/manifests";
import { parseStacks } from "../../pipelines/stacks";
import { runStep } from "../../pipelines/steps/steps";
import { temporaryFolder } from "../temporaryFolder";
import { itWithLinter } from "./linter";
import { root } from "./yamlFiles";

const commit = "0123456789".repeat(4);
const guid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;

/** A list of so many stacks: one in the first ring, a few in the second, the rest in the third. */
function entries(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    name: index === 0 ? "dev" : `customer-${index}`,
    ring: [1, 2, 2][index] ?? 3,
    clientId: guid(index),
    commit,
  }));
}

describe("a list of 1, 3, 100 and 300 stacks", () => {
  const folder = temporaryFolder();

  /** A tree with so many stacks, and all that differs from one with fewer: the list and a file for each. */
  const tree = (count: number): string => {
    const made = join(folder, String(count));
    mkdirSync(join(made, "pipelines", "operator"), { recursive: true });
    writeFileSync(join(made, "pipelines", "stacks.yaml"), JSON.stringify({ stacks: entries(count) }));
    const settings = readFileSync(join(root, "pipelines", "operator", "settings.yaml"));
    writeFileSync(join(made, "pipelines", "operator", "settings.yaml"), settings);
    for (const { name } of entries(count)) writeFileSync(join(made, `Pulumi.${name}.yaml`), "config: {}\n");
    return made;
  };
  const context = (count: number, environment = {}) => ({
    ...processContext(environment, tree(count)),
    out: () => undefined,
  });
  const counts = [1, 3, 100, 300];

  for (const count of counts) {
    it(`gives GitHub matrices of ${count}, each within its 256 jobs`, async () => {
      const file = join(folder, `outputs-${count}`);
      writeFileSync(file, "");
      assert.equal(await runStep(["stacks"], context(count, { GITHUB_ACTIONS: "true", GITHUB_OUTPUT: file })), 0);
      const sizes = [...readFileSync(file, "utf8").matchAll(/^ring-\d=(.*)$/gm)].map(
        ([, json = ""]) => (JSON.parse(json) as unknown[]).length,
      );
      assert.equal(
        sizes.reduce((sum, size) => sum + size, 0),
        count,
      );
      assert.equal(
        sizes.every((size) => size <= 256),
        count < 300,
      );
    });
  }

  itWithLinter("check-jsonschema", "gives GitLab a child pipeline that satisfies its schema", async (lint) => {
    const files = counts.flatMap((count) =>
      (["preview", "release", "nightly", "revoke"] as const).map((purpose) => {
        const { stacks } = parseStacks(JSON.stringify({ stacks: entries(count) }));
        const file = join(folder, `${purpose}-${count}.gitlab-ci.yml`);
        writeFileSync(file, childPipeline(purpose, purpose === "revoke" ? stacks.slice(0, 1) : stacks));
        const jobs = Object.values(
          parse(readFileSync(file, "utf8")) as Record<string, { parallel?: { matrix: unknown[] } }>,
        );
        const sizes = jobs.flatMap(({ parallel }) => (parallel ? [parallel.matrix.length] : []));
        assert.ok(sizes.every((size) => size <= 200));
        return file;
      }),
    );
    const { code, text } = await lint("--builtin-schema", "vendor.gitlab-ci", ...files);
    assert.equal(code, 0, text);
  });

  itWithLinter("check-jsonschema", "is a template that satisfies Azure Pipelines' schema", async (lint) => {
    const template = parse(readFileSync(join(root, "pipelines", "azure-devops", "stacks.yaml"), "utf8"), {
      schema: "failsafe",
    }) as { parameters: { name: string; default?: unknown }[] };
    const files = counts.map((count) => {
      const list = entries(count).map(({ name, ring }) => ({ name, ring: String(ring) }));
      const parameters = template.parameters.map((one) => (one.name === "stacks" ? { ...one, default: list } : one));
      const file = join(folder, `stacks-${count}.json`);
      writeFileSync(file, JSON.stringify({ ...template, parameters }));
      const numbers = readFileSync(file, "utf8").replaceAll(/"ring":"(\d)"/g, '"ring":$1');
      assert.equal(parseStacks(numbers).stacks.length, count);
      return file;
    });
    const options = ["--data-transform", "azure-pipelines", "--regex-variant", "nonunicode"];
    const { code, text } = await lint("--builtin-schema", "vendor.azure-pipelines", ...options, ...files);
    assert.equal(code, 0, text);
  });

  it("is one more file of manifests for one more stack, and every other one unchanged", () => {
    const written = (count: number) => {
      const made = context(count);
      const options = { settings: "pipelines/operator/settings.yaml", out: "out" };
      writeManifests(made, options);
      return Object.fromEntries(
        entries(count).map(({ name }) => [name, readFileSync(join(made.folder, "out", `${name}.yaml`), "utf8")]),
      );
    };
    const [three, hundred] = [written(3), written(100)];
    assert.equal(Object.keys(hundred).length, 100);
    for (const [name, text] of Object.entries(three)) assert.equal(hundred[name], text);
  });
});
