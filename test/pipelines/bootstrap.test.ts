import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { UserError } from "../../entra/userError";
import { trustOf } from "../../pipelines/bootstrap/subjects";
import { type Registration, runOnFake, valueOf } from "../../workbench/engine/fakeRuntime";
import { temporaryFolder } from "../temporaryFolder";
import { findLinter } from "./linter";

type Made = Pick<Registration, "type" | "name" | "inputs">;

const write = "18a4783c-866b-4cc7-a460-3d5e5662c884";
const read = "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30";

/** Runs bootstrap/ on the fake runtime and returns what it makes. */
async function bootstrap(config: Readonly<Record<string, string>>) {
  const defaults = { platform: "github", backend: "azure", location: "westeurope", previewReads: "false" };
  const all = Object.entries({ ...defaults, ...config });
  const program = async () => {
    const { default: run } = await import("../../pipelines/bootstrap");
    const outputs: Record<string, unknown> = await valueOf(pulumi.output(await run()));
    return outputs;
  };
  const { registrations: made, result: outputs } = await runOnFake(program, {
    project: "icertis-access-bootstrap",
    stack: "bootstrap",
    config: Object.fromEntries(all.map(([key, value]) => [`icertis-access-bootstrap:${key}`, value])),
    newResource: ({ name, inputs }) => {
      const state = {
        ...(inputs as object),
        name: `${name}-x`,
        clientId: `client-of-${name}`,
        objectId: `object-of-${name}`,
        keyUriWithVersion: `https://vault.test/keys/${name}/v1`,
      };
      return { id: `id-of-${name}`, state };
    },
    call: ({ token }) =>
      token.endsWith(":getServicePrincipal")
        ? { clientId: "graph", objectId: "graph-object" }
        : { tenantId: "tenant", subscriptionId: "subscription", objectId: "administrator" },
  });
  return { made, outputs };
}

describe("the bootstrap of the pipelines", function () {
  // azure-native takes its time to load.
  this.timeout(60_000);

  const project = "acme@11/icertis@22";
  const credentials = (made: readonly Made[]) =>
    made
      .filter(({ type }) => type.endsWith("FederatedIdentityCredential"))
      .map(({ inputs }) => [
        String(inputs["applicationId"]).replace(/^id-of-icertis-|-app$/g, ""),
        inputs["subject"] ?? inputs["claimsMatchingExpression"],
      ]);

  it("gives each identity its subjects, the one that previews no permission, and none a secret", async () => {
    const { made, outputs } = await bootstrap({ project, backend: "pulumi-cloud" });
    const of = (type: string) => made.filter((one) => one.type.endsWith(type));
    assert.deepEqual(
      of(":AppRoleAssignment").map(({ name, inputs }) => [name, inputs["appRoleId"], inputs["principalObjectId"]]),
      ["dev", "prod"].map((name) => [`icertis-${name}-permission`, write, `object-of-icertis-${name}-principal`]),
    );
    const subject = (name: string) => `repo:${project}:environment:icertis-${name}`;
    assert.deepEqual(credentials(made), [
      ["preview", subject("preview")],
      ["preview", subject("preview-main")],
      ["dev", subject("dev")],
      ["prod", subject("prod")],
    ]);
    for (const { inputs } of of(":ApplicationFederatedIdentityCredential")) {
      assert.deepEqual(inputs["audiences"], ["api://AzureADTokenExchange"]);
      assert.equal(inputs["issuer"], "https://token.actions.githubusercontent.com");
    }
    assert.deepEqual(of(":ApplicationPassword"), []);
    assert.equal(
      made.some(({ type }) => type.startsWith("azure-native:")),
      false,
    );
    assert.deepEqual(outputs["AZURE_CLIENT_ID"], {
      "icertis-dev": "client-of-icertis-dev-app",
      "icertis-prod": "client-of-icertis-prod-app",
      "icertis-preview": "client-of-icertis-preview-app",
    });
  });

  it("lets the identity of previews read registrations where an adoption is previewed", async () => {
    const { made } = await bootstrap({ project, backend: "pulumi-cloud", previewReads: "true" });
    const [assignment] = made.filter(({ type }) => type.endsWith(":AppRoleAssignment"));
    assert.deepEqual([assignment?.name, assignment?.inputs["appRoleId"]], ["icertis-preview-permission", read]);
  });

  it("gives each stack a container and a key of its own, the previews no key, and the administrator both", async () => {
    const { made, outputs } = await bootstrap({ project });
    const assignments = made.filter(({ type }) => type.endsWith(":RoleAssignment"));
    const roles = assignments.map(({ name, inputs }) => [
      name.replace("icertis-state-", ""),
      inputs["principalId"],
      String(inputs["roleDefinitionId"]).split("/").at(-1)?.slice(0, 8),
      inputs["principalType"],
    ]);
    const [contributor, reader, cryptoUser] = ["ba92f5b4", "2a2b9908", "12338af0"];
    const expected = ["dev", "prod"].flatMap((stack) => [
      [`${stack}-state`, `object-of-icertis-${stack}-principal`, contributor, "ServicePrincipal"],
      [`${stack}-key-use`, `object-of-icertis-${stack}-principal`, cryptoUser, "ServicePrincipal"],
      [`${stack}-preview`, "object-of-icertis-preview-principal", reader, "ServicePrincipal"],
    ]);
    const own = [
      ["administrator-state", "administrator", contributor, "User"],
      ["administrator-keys", "administrator", cryptoUser, "User"],
    ];
    assert.deepEqual(roles.sort(), [...expected, ...own].sort());
    assert.equal(outputs["PULUMI_BACKEND_URL"], "azblob://state-{stack}?storage_account=icertisstate-x");
    const account = made.find(({ type }) => type.endsWith(":StorageAccount"));
    assert.equal(account?.inputs["allowSharedKeyAccess"], false);
  });

  it("names the version of a key, without which a rotated key loses the secrets of the state", async () => {
    const { outputs } = await bootstrap({ project });
    assert.deepEqual(outputs["secretsProviders"], {
      dev: "azurekeyvault://vault.test/keys/icertis-state-dev-key/v1",
      prod: "azurekeyvault://vault.test/keys/icertis-state-prod-key/v1",
    });
  });

  it("on GitLab lets nothing write but what runs on the main branch, each stack with an audience of its own", async () => {
    const { made } = await bootstrap({ platform: "gitlab", project: "acme/icertis", backend: "pulumi-cloud" });
    const subject = (branch: string, tier: string) =>
      `project_path:acme/icertis:ref_type:branch:ref:${branch}:environment_protected:true:deployment_tier:${tier}`;
    assert.deepEqual(credentials(made), [
      ["preview", `claims['sub'] matches '${subject("*", "testing")}'`],
      ["dev", subject("main", "development")],
      ["prod", subject("main", "production")],
    ]);
    const audiences = made.flatMap(({ inputs }) => [inputs["audience"], inputs["audiences"]].flat());
    assert.deepEqual(
      audiences.filter((one) => one !== undefined),
      ["preview", "dev", "prod"].map((name) => `api://AzureADTokenExchange/icertis-${name}`),
    );
  });

  it("knows the subjects of the other platforms, and takes others", async () => {
    const azure = { platform: "azure-devops", project: "acme/icertis", issuer: "https://vstoken.dev.azure.com/1" };
    assert.deepEqual(trustOf(azure, "dev"), [{ issuer: azure.issuer, subject: "sc://acme/icertis/icertis-dev" }]);
    const cluster = { platform: "kubernetes", project: "icertis-access", issuer: "https://oidc.example" };
    assert.deepEqual(trustOf(cluster, "dev"), [
      { issuer: cluster.issuer, subject: "system:serviceaccount:icertis-access:icertis-dev" },
    ]);
    const trust = JSON.stringify({ dev: { subject: "repo:old:environment:icertis-dev" } });
    const alsoTrust = JSON.stringify({
      prod: { issuer: "https://oidc.example", subject: "system:serviceaccount:x:y" },
    });
    const { made } = await bootstrap({ project, backend: "pulumi-cloud", trust, alsoTrust });
    assert.deepEqual(credentials(made).slice(2), [
      ["dev", "repo:old:environment:icertis-dev"],
      ["prod", `repo:${project}:environment:icertis-prod`],
      ["prod", "system:serviceaccount:x:y"],
    ]);
  });

  const rejected = async (config: Readonly<Record<string, string>>, keys: readonly string[]) => {
    await assert.rejects(bootstrap(config), (error: UserError) => {
      assert.equal(error.code, "bootstrap-invalid");
      assert.deepEqual(
        [...error.message.matchAll(/^ {2}(\w+):/gm)].map(([, key]) => key),
        keys,
      );
      return true;
    });
  };

  it("makes nothing of a configuration that cannot work, and reports every problem", async () => {
    await rejected({ platform: "jenkins", backend: "s3" }, ["platform", "project", "backend"]);
    await rejected({ platform: "kubernetes", project: "x" }, ["issuer"]);
    await rejected({ project: "acme" }, ["project"]);
  });

  it("lets no identity that writes trust any subject, nor two stacks one, nor a stack that is not listed", async () => {
    const trust = (value: object) => JSON.stringify(value);
    for (const key of ["trust", "alsoTrust"]) {
      await rejected({ project, [key]: trust({ prod: { subject: "repo:acme/icertis:*" } }) }, [key]);
    }
    const one = `repo:${project}:environment:icertis-dev`;
    await rejected({ project, trust: trust({ prod: { subject: one } }) }, ["trust"]);
    await rejected({ project, alsoTrust: trust({ prod: { subject: one } }) }, ["trust"]);
    await rejected({ project, trust: trust({ qa: { subject: "x" } }) }, ["trust"]);
  });

  for (const [platform, expected] of [
    [
      "github",
      /gh variable set AZURE_CLIENT_ID --repo acme\/icertis --env icertis-prod --body 'client-of-icertis-prod-app'/,
    ],
    ["azure-devops", /az pipelines create .* --yml-path pipelines\/azure-devops\/nightly\.yml/],
    ["gitlab", /glab variable set AZURE_CLIENT_ID 'client-of-icertis-prod-app' --repo acme.*--scope 'icertis-prod'/],
  ] as const) {
    it(`prints a script for what is left to do on ${platform}, which a shell takes`, async () => {
      const issuer: Record<string, string> =
        platform === "azure-devops" ? { issuer: "https://vstoken.dev.azure.com/1" } : {};
      const name = platform === "github" ? project : "acme/icertis";
      const { outputs } = await bootstrap({ platform, project: name, ...issuer });
      const script = String(outputs["next"]);
      assert.match(script, expected);
      assert.match(
        script,
        /^ {2}pulumi stack init prod --secrets-provider 'azurekeyvault:\/\/vault.test\/keys\/\S+\/v1'$/m,
      );
      assert.match(script, /^ {2}pulumi -C pipelines\/bootstrap stack import --stack pipelines /m);
      const file = join(temporaryFolder(), "next.sh");
      writeFileSync(file, script);
      assert.equal(spawnSync("sh", ["-n", file]).status, 0);
      const linter = findLinter("shellcheck");
      if (linter !== undefined) {
        const { status, stdout } = spawnSync(linter, ["--shell", "sh", file], { encoding: "utf8" });
        assert.equal(status, 0, stdout);
      }
    });
  }
});
