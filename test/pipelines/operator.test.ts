import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { type Manifest, stackManifests } from "../../pipelines/operator/manifests";
import { nightlyManifests } from "../../pipelines/operator/nightly";
import { readOperatorSettings } from "../../pipelines/operator/settings";
import { writeManifests } from "../../pipelines/operator/writeManifests";
import { processJob } from "../../pipelines/steps/processJob";
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
    writeFileSync(join(temporary, "of.yaml"), readFileSync(join(folder, "settings.yaml")));
    const log: string[] = [];
    const job = { ...processJob({}, temporary), log: (line: string) => log.push(line) };
    writeManifests(job, { settings: "of.yaml", out: "out" });
    assert.deepEqual(log, ["out/dev.yaml", "out/prod.yaml", "out/_nightly.yaml"]);
    const objects = (file: string) =>
      parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS() as unknown);
    for (const file of readdirSync(join(temporary, "out"))) {
      assert.deepEqual(objects(join(folder, "stacks", file)), objects(join(temporary, "out", file)), file);
    }
    assert.deepEqual(readdirSync(join(folder, "stacks")), readdirSync(join(temporary, "out")));
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
        { name: preview?.metadata.name, requirement: { succeededWithinDuration: "10m" } },
      ]);
      assert.equal(specOf(update)["destroyOnFinalize"], false);
      assert.doesNotMatch(JSON.stringify([preview, update]), /secretKeyRef|"type":"Secret"|CLIENT_SECRET/);
    }
  });

  it("change the preview's object before the other, whether applied by wave, by place or by name", () => {
    for (const name of ["dev", "a", "zz-9", "prevent", "update"]) {
      const stack = { ...settings.stacks[0], name } as (typeof settings.stacks)[number];
      const both = stackManifests(settings, stack).filter(({ kind }) => kind === "Stack");
      assert.deepEqual(both.map(isPreview), [true, false]);
      assert.deepEqual([...both].sort(byName).map(isPreview), [true, false], name);
      assert.deepEqual([...both].sort(byWave).map(isPreview), [true, false]);
    }
  });

  it("ask for every stack each night, previews first, with the right to these objects alone", () => {
    const [account, role, binding, cron] = nightlyManifests(settings) as [Manifest, Manifest, Manifest, Manifest];
    const names = ["icertis-dev-preview", "icertis-prod-preview", "icertis-dev-update", "icertis-prod-update"];
    assert.deepEqual(role["rules"], [
      { apiGroups: ["pulumi.com"], resources: ["stacks"], resourceNames: names, verbs: ["get", "patch"] },
    ]);
    assert.deepEqual(binding["subjects"], [
      { kind: "ServiceAccount", name: account.metadata.name, namespace: account.metadata.namespace },
    ]);
    assert.deepEqual(binding["roleRef"], {
      apiGroup: "rbac.authorization.k8s.io",
      kind: "Role",
      name: role.metadata.name,
    });
    const made = settings.stacks.flatMap((stack) => stackManifests(settings, stack));
    const stackNames = made.filter(({ kind }) => kind === "Stack").map(({ metadata }) => metadata.name);
    assert.deepEqual([...names].sort(), stackNames.sort());
    const pod = (cron["spec"] as CronSpec).jobTemplate.spec.template.spec;
    const [container] = pod.containers;
    assert.deepEqual(
      container?.args.filter((word) => word.startsWith("icertis-")),
      names,
    );
    assert.ok(container?.args.includes("pulumi.com/reconciliation-request=$(POD)"), "another value each night");
    assert.equal(container?.env[0]?.name, "POD");
    assert.equal(pod.serviceAccountName, account.metadata.name);
    // What the namespace's pod security, `restricted`, asks for.
    assert.deepEqual(pod.securityContext, {
      runAsNonRoot: true,
      runAsUser: 65532,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.equal(container?.securityContext["allowPrivilegeEscalation"], false);
    assert.deepEqual(container?.securityContext["capabilities"], { drop: ["ALL"] });
  });

  it("keep the Secret of a run's outputs for minutes, and names within the operator's 42 characters", () => {
    const [longest] = settings.stacks.map((stack) => ({ ...stack, name: "a".repeat(26) }));
    assert.ok(longest);
    const objects = stackManifests(settings, longest).filter(({ kind }) => kind === "Stack");
    for (const { metadata, spec } of objects as (Manifest & { spec: { updateTemplate: unknown } })[]) {
      assert.ok(metadata.name.length <= 42, metadata.name);
      assert.deepEqual(spec.updateTemplate, { spec: { ttlAfterCompleted: "10m" } });
    }
    const file = join(temporary, "long.yaml");
    const text = readFileSync(join(folder, "settings.yaml"), "utf8");
    writeFileSync(file, text.replace("name: dev", `name: ${"a".repeat(27)}`));
    assert.throws(
      () => readOperatorSettings(file),
      /stacks\.0\.name: must be a name of .* of 26 characters at the most/,
    );
  });

  it("are refused where the settings are wrong, every problem named", () => {
    const file = join(temporary, "settings.yaml");
    writeFileSync(
      file,
      "repository: x\nbackend: s3://b\ntenantId: t\nimage: pulumi:latest\nkubectl: kubectl:latest\nstacks: [{name: A, clientId: 1, commit: abc}]\n",
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
          "kubectl",
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

interface CronSpec {
  readonly jobTemplate: { readonly spec: { readonly template: { readonly spec: PodSpec } } };
}

interface PodSpec {
  readonly serviceAccountName: string;
  readonly securityContext: unknown;
  readonly containers: readonly {
    readonly args: readonly string[];
    readonly env: readonly { readonly name: string }[];
    readonly securityContext: Readonly<Record<string, unknown>>;
  }[];
}

function isPreview({ spec }: Manifest): boolean {
  return (spec as { readonly preview?: boolean }).preview === true;
}

function byName(a: Manifest, b: Manifest): number {
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

function byWave(a: Manifest, b: Manifest): number {
  const wave = ({ metadata }: Manifest) =>
    Number((metadata["annotations"] as Record<string, string>)["argocd.argoproj.io/sync-wave"]);
  return wave(a) - wave(b);
}

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
