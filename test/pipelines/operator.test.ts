import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { processContext } from "../../entra/processContext";
import type { UserError } from "../../entra/userError";
import { stackManifests, writeManifests } from "../../pipelines/operator/manifests";
import type { Manifest } from "../../pipelines/operator/nightly";
import { readOperator } from "../../pipelines/operator/settings";
import { temporaryFolder } from "../temporaryFolder";
import { itWithLinter } from "./linter";

const root = join(__dirname, "..", "..");
const folder = join(root, "pipelines", "operator");
const crd = join(root, "..", "shared", "schemas", "pulumi-kubernetes-operator", "pulumi.com_stacks.yaml");
const list = `stacks:
  - { name: dev, ring: 1, clientId: 00000000-0000-0000-0000-00000000000d, commit: "${"0".repeat(40)}" }
  - { name: prod, ring: 2, clientId: 00000000-0000-0000-0000-00000000000e, commit: "${"1".repeat(40)}" }
`;
const common = readFileSync(join(folder, "settings.yaml"), "utf8");

describe("the operator's manifests", () => {
  const temporary = temporaryFolder();
  before(() => {
    mkdirSync(join(temporary, "pipelines"));
    for (const name of ["dev", "prod"]) writeFileSync(join(temporary, `Pulumi.${name}.yaml`), "config: {}\n");
  });

  const read = (settings = common, stacks = list) => {
    writeFileSync(join(temporary, "settings.yaml"), settings);
    writeFileSync(join(temporary, "pipelines", "stacks.yaml"), stacks);
    return readOperator(processContext({}, temporary), "settings.yaml");
  };
  const made = (settings?: string) => {
    const all = read(settings);
    return all.stacks.map((stack) => stackManifests(all.settings, stack));
  };
  const specOf = (manifest: Manifest | undefined) => manifest?.["spec"] as Readonly<Record<string, unknown>>;

  it("are written to a file per stack", () => {
    read();
    const log: string[] = [];
    const context = { ...processContext({}, temporary), out: (text: string) => log.push(text) };
    writeManifests(context, { settings: "settings.yaml", out: "out" });
    assert.deepEqual(readdirSync(join(temporary, "out")), ["dev.yaml", "prod.yaml"]);
    assert.deepEqual(log, ["out/dev.yaml\n", "out/prod.yaml\n"]);
    const kinds = parseAllDocuments(readFileSync(join(temporary, "out", "dev.yaml"), "utf8")).map(
      (document) => (document.toJS() as Manifest).kind,
    );
    assert.deepEqual(kinds, [
      ...["ServiceAccount", "ClusterRoleBinding", "Stack", "Stack"],
      ...["ServiceAccount", "Role", "RoleBinding", "CronJob"],
    ]);
  });

  it("hand the provider its token where it reads it, before the agent starts", () => {
    for (const [, , preview, update] of made()) {
      for (const stack of [preview, update]) {
        const { envRefs, workspaceTemplate } = specOf(stack) as {
          envRefs: Record<string, unknown>;
          workspaceTemplate: { spec: { podTemplate: { spec: { initContainers: { command: string[] }[] } } } };
        };
        assert.equal("ARM_OIDC_TOKEN_FILE_PATH" in envRefs, false, "the provider does not know it");
        const [init] = workspaceTemplate.spec.podTemplate.spec.initContainers;
        assert.match(
          init?.command.at(-1) ?? "",
          /ARM_OIDC_TOKEN=.*\/var\/run\/secrets\/entra\/token.* > \/share\/\.env$/,
        );
      }
    }
  });

  it("clone a private repository, or take the source of Flux", () => {
    const gitAuth = { accessToken: { type: "Secret", secret: { name: "git", key: "token" } } };
    const [[, , preview] = []] = made(`${common}gitAuth: ${JSON.stringify(gitAuth)}\n`);
    assert.deepEqual(specOf(preview)["gitAuth"], gitAuth);
    const fluxSource = { sourceRef: { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", name: "x" } };
    const withFlux = common.replace(/^repository: .*$/m, `fluxSource: ${JSON.stringify(fluxSource)}`);
    const [[, , flux] = []] = made(withFlux);
    assert.deepEqual(specOf(flux)["fluxSource"], fluxSource);
    assert.equal("projectRepo" in specOf(flux), false);
    assert.throws(
      () => read(`${common}fluxSource: {}\n`),
      ({ code }: UserError) => code === "operator-invalid",
    );
  });

  it("preview the very commit that is updated, first, and hold no secret", () => {
    for (const [account, binding, preview, update] of made()) {
      assert.equal((binding?.["subjects"] as { name: string }[])[0]?.name, account?.metadata.name);
      assert.equal(specOf(preview)["preview"], true);
      assert.equal(specOf(update)["preview"], undefined);
      assert.equal(specOf(preview)["commit"], specOf(update)["commit"]);
      assert.deepEqual(specOf(update)["prerequisites"], [
        { name: preview?.metadata.name, requirement: { succeededWithinDuration: "10m" } },
      ]);
      assert.equal(specOf(update)["destroyOnFinalize"], false);
      assert.doesNotMatch(JSON.stringify([preview, update]), /secretKeyRef|"type":"Secret"|CLIENT_SECRET/);
    }
  });

  it("change the preview's object before the other, whether applied by wave, by place or by name", () => {
    const { settings, stacks } = read();
    for (const name of ["dev", "a", "zz-9", "prevent", "update"]) {
      const stack = { clientId: "x", ...stacks[0], name };
      const both = stackManifests(settings, stack).filter(({ kind }) => kind === "Stack");
      assert.deepEqual(both.map(isPreview), [true, false]);
      assert.deepEqual([...both].sort(byName).map(isPreview), [true, false], name);
      assert.deepEqual([...both].sort(byWave).map(isPreview), [true, false]);
    }
  });

  it("ask for a stack each night, the preview first, with the right to its two objects alone", () => {
    for (const [, , preview, update, account, role, binding, cron] of made()) {
      const names = [preview?.metadata.name, update?.metadata.name];
      assert.deepEqual(role?.["rules"], [
        { apiGroups: ["pulumi.com"], resources: ["stacks"], resourceNames: names, verbs: ["get", "patch"] },
      ]);
      assert.equal((binding?.["subjects"] as { name: string }[])[0]?.name, account?.metadata.name);
      assert.equal((binding?.["roleRef"] as { name: string }).name, role?.metadata.name);
      const pod = (cron?.["spec"] as CronSpec).jobTemplate.spec.template.spec;
      const [container] = pod.containers;
      assert.deepEqual(
        container?.args.filter((word) => word.startsWith("icertis-")),
        names,
      );
      assert.ok(container?.args.includes("pulumi.com/reconciliation-request=$(POD)"), "another value each night");
      assert.equal(pod.serviceAccountName, account?.metadata.name);
      // What the namespace's pod security, `restricted`, asks for.
      assert.deepEqual(pod.securityContext, {
        runAsNonRoot: true,
        runAsUser: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      });
      assert.equal(container?.securityContext["allowPrivilegeEscalation"], false);
      assert.deepEqual(container?.securityContext["capabilities"], { drop: ["ALL"] });
    }
  });

  it("keep the Secret of a run's outputs for minutes, and names within the operator's 42 characters", () => {
    const { settings } = read();
    const longest = { name: "a".repeat(22), clientId: "x", commit: "y" };
    const objects = stackManifests(settings, longest).filter(({ kind }) => kind === "Stack");
    for (const { metadata, spec } of objects as (Manifest & { spec: { updateTemplate: unknown } })[]) {
      assert.ok(metadata.name.length <= 42, metadata.name);
      assert.deepEqual(spec.updateTemplate, { spec: { ttlAfterCompleted: "10m" } });
    }
  });

  it("are not written where the settings or the list lack something, every problem reported", () => {
    const lines = (settings: string, stacks?: string) => {
      try {
        read(settings, stacks);
      } catch (error) {
        const { code, problem } = error as UserError;
        assert.equal(code, "operator-invalid");
        return problem
          .split("\n")
          .slice(1)
          .map((line) => line.trim().split(/[: ]/)[0]);
      }
      return [];
    };
    assert.deepEqual(
      lines("repository: x\nbackend: s3://b\ntenantId: t\nimage: pulumi:latest\nkubectl: kubectl:latest\nstacks: []\n"),
      ["repository", "backend", "tenantId", "image", "kubectl", "stacks"],
    );
    assert.deepEqual(lines(common, "stacks: [{ name: dev, ring: 1 }]"), ["dev", "dev"]);
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
    const stacks = made().flatMap((all) => all.filter(({ kind }) => kind === "Stack"));
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
