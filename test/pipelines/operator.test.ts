import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { manifestFile, stackManifests } from "../../pipelines/operator/manifests";
import { readOperatorSettings } from "../../pipelines/operator/settings";
import type { StepFailure } from "../../pipelines/steps/stepFailure";
import { itWithLinter } from "./linter";

const root = join(__dirname, "..", "..");
const folder = join(root, "pipelines", "operator");
const crd = join(root, "..", "shared", "schemas", "pulumi-kubernetes-operator", "pulumi.com_stacks.yaml");
const settings = readOperatorSettings(join(folder, "settings.yaml"));

describe("the operator's manifests", () => {
  let temporary: string;
  before(() => {
    temporary = mkdtempSync(join(tmpdir(), "icertis-access-operator-"));
  });
  after(() => rmSync(temporary, { recursive: true, force: true }));

  it("are what the settings make of them", () => {
    for (const stack of settings.stacks) {
      const committed = readFileSync(join(folder, "stacks", `${stack.name}.yaml`), "utf8");
      assert.deepEqual(
        parseAllDocuments(committed).map((document) => document.toJS() as unknown),
        parseAllDocuments(manifestFile(stackManifests(settings, stack))).map((document) => document.toJS() as unknown),
      );
    }
  });

  it("preview the very commit that is updated, first, and hold no secret", () => {
    for (const stack of settings.stacks) {
      const [account, binding, preview, update] = stackManifests(settings, stack);
      const specOf = (manifest = preview) => manifest?.["spec"] as Readonly<Record<string, unknown>>;
      assert.equal(account?.metadata.name, `icertis-${stack.name}`);
      assert.equal((binding?.["subjects"] as { name: string }[])[0]?.name, account?.metadata.name);
      assert.equal(specOf()["preview"], true);
      assert.equal(specOf(update)["preview"], undefined);
      assert.equal(specOf()["commit"], specOf(update)["commit"]);
      assert.deepEqual(specOf(update)["prerequisites"], [
        { name: preview?.metadata.name, requirement: { succeededWithinDuration: "1h" } },
      ]);
      assert.equal(specOf(update)["destroyOnFinalize"], false);
      assert.doesNotMatch(JSON.stringify([preview, update]), /secretKeyRef|"type":"Secret"|CLIENT_SECRET/);
    }
  });

  it("are refused where the settings are wrong, every problem named", () => {
    const file = join(temporary, "settings.yaml");
    writeFileSync(
      file,
      "repository: x\nbackend: s3://b\ntenantId: t\nimage: pulumi:latest\nstacks: [{name: A, clientId: 1, commit: abc}]\n",
    );
    assert.throws(
      () => readOperatorSettings(file),
      (error: StepFailure) => {
        const named = [...error.message.matchAll(/^ {2}([\w.]+):/gm)].map(([, path]) => path);
        assert.deepEqual(named, [
          "repository",
          "backend",
          "tenantId",
          "image",
          "stacks.0.name",
          "stacks.0.clientId",
          "stacks.0.commit",
        ]);
        return true;
      },
    );
  });

  if (!existsSync(crd)) {
    it.skip(`satisfy the operator's CRD: SKIPPED, there is no ${crd}`, () => undefined);
    return;
  }
  itWithLinter("check-jsonschema", "satisfy the operator's CRD, unknown members refused", async (lint) => {
    const { spec: definition } = parse(readFileSync(crd, "utf8")) as {
      spec: { versions: { name: string; schema: { openAPIV3Schema: { properties: { spec: object } } } }[] };
    };
    const version = definition.versions.find(({ name }) => name === "v1");
    const schema = join(temporary, "stack.schema.json");
    const spec = strict(version?.schema.openAPIV3Schema.properties.spec);
    writeFileSync(schema, JSON.stringify({ properties: { spec } }));
    const stacks = settings.stacks
      .flatMap((stack) => stackManifests(settings, stack))
      .filter(({ kind }) => kind === "Stack");
    const files = stacks.map((manifest) => {
      const file = join(temporary, `${manifest.metadata.name}.json`);
      writeFileSync(file, JSON.stringify(manifest));
      return file;
    });
    assert.equal(files.length, 4);
    const wrong = join(temporary, "wrong.json");
    writeFileSync(
      wrong,
      JSON.stringify({ ...stacks[0], spec: { ...(stacks[0]?.["spec"] as object), previewOnly: true } }),
    );
    const { text } = await lint("--schemafile", schema, ...files, wrong);
    const errors = [...text.matchAll(/^ +\S*\/([\w-]+\.json)::(.+)$/gm)].map(([, file, error]) => `${file}: ${error}`);
    assert.deepEqual(errors, [
      "wrong.json: $.spec: Additional properties are not allowed ('previewOnly' was unexpected)",
    ]);
  });
});

/** A cluster drops members it does not know without a word; here they are errors. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== "object" || schema === null) return schema;
  const { properties, ...rest } = schema as { readonly properties?: Readonly<Record<string, unknown>> };
  const others = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, strict(value)]));
  if (properties === undefined) return others;
  const open = "additionalProperties" in rest || "x-kubernetes-preserve-unknown-fields" in rest;
  const strictProperties = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, strict(value)]));
  // Kubernetes' own metadata is described as a bare object.
  return { ...others, properties: strictProperties, ...(!open && { additionalProperties: false }) };
}
