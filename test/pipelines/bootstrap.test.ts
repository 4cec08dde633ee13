import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { join } from "node:path";
import { trustOf } from "../../pipelines/bootstrap/subjects";

interface Made {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const write = "18a4783c-866b-4cc7-a460-3d5e5662c884";
const read = "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30";

/** Runs bootstrap/ on the SDK's test runtime and returns what it makes. */
async function bootstrap(
  config: Readonly<Record<string, string>>,
): Promise<{ made: Made[]; outputs: Record<string, unknown> }> {
  const made: Made[] = [];
  const defaults = { stacks: '["dev","prod"]', platform: "github", backend: "azure", location: "westeurope" };
  const all = Object.entries({ ...defaults, ...config }).map(([key, value]) => [
    `icertis-access-bootstrap:${key}`,
    value,
  ]);
  pulumi.runtime.setAllConfig(Object.fromEntries(all) as Record<string, string>);
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        made.push({ type, name, inputs: inputs as Made["inputs"] });
        const state = {
          ...(inputs as object),
          name: `${name}-x`,
          clientId: `client-of-${name}`,
          objectId: `object-of-${name}`,
        };
        return { id: `id-of-${name}`, state };
      },
      call: ({ token }) => {
        if (token.endsWith(":getServicePrincipal")) {
          return { clientId: "graph", objectId: "graph-object" };
        }
        return { tenantId: "tenant", subscriptionId: "subscription" };
      },
    },
    "icertis-access-bootstrap",
    "bootstrap",
  );
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program is a module the engine requires
  const program = require(join(__dirname, "..", "..", "pipelines", "bootstrap", "index.ts")) as () => Promise<
    Record<string, unknown>
  >;
  const outputs = await program();
  const known = await new Promise<Record<string, unknown>>((resolve) => pulumi.output(outputs).apply(resolve));
  await pulumi.runtime.disconnect();
  return { made, outputs: known };
}

describe("the bootstrap of the pipelines", function () {
  // azure-native takes its time to load.
  this.timeout(60_000);

  it("gives each identity one permission and one subject, and no secret", async () => {
    const { made, outputs } = await bootstrap({ project: "acme/icertis", backend: "pulumi-cloud" });
    const of = (type: string) => made.filter((one) => one.type.endsWith(type));
    assert.deepEqual(
      of(":AppRoleAssignment").map(({ name, inputs }) => [name, inputs["appRoleId"], inputs["principalObjectId"]]),
      [
        ["icertis-preview-permission", read, "object-of-icertis-preview-principal"],
        ["icertis-dev-permission", write, "object-of-icertis-dev-principal"],
        ["icertis-prod-permission", write, "object-of-icertis-prod-principal"],
      ],
    );
    assert.deepEqual(
      of(":ApplicationFederatedIdentityCredential").map(({ inputs }) => [
        inputs["issuer"],
        inputs["subject"],
        inputs["audiences"],
      ]),
      ["preview", "dev", "prod"].map((name) => [
        "https://token.actions.githubusercontent.com",
        `repo:acme/icertis:environment:icertis-${name}`,
        ["api://AzureADTokenExchange"],
      ]),
    );
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

  it("gives each stack a container and a key of its own, and the previewing identity no key", async () => {
    const { made, outputs } = await bootstrap({ project: "acme/icertis" });
    const assignments = made.filter(({ type }) => type.endsWith(":RoleAssignment"));
    const roles = assignments.map(({ name, inputs }) => [
      name,
      inputs["principalId"],
      String(inputs["roleDefinitionId"]).split("/").at(-1)?.slice(0, 8),
      inputs["scope"],
    ]);
    const [contributor, reader, cryptoUser] = ["ba92f5b4", "2a2b9908", "12338af0"];
    const expected = ["dev", "prod"].flatMap((stack) => [
      [
        `icertis-state-${stack}-state`,
        `object-of-icertis-${stack}-principal`,
        contributor,
        `id-of-icertis-state-${stack}`,
      ],
      [
        `icertis-state-${stack}-key-use`,
        `object-of-icertis-${stack}-principal`,
        cryptoUser,
        `id-of-icertis-state-${stack}-key`,
      ],
      [`icertis-state-${stack}-preview`, "object-of-icertis-preview-principal", reader, `id-of-icertis-state-${stack}`],
    ]);
    assert.deepEqual(roles.sort(), expected.sort());
    assert.equal(outputs["PULUMI_BACKEND_URL"], "azblob://state-{stack}?storage_account=icertisstate-x");
    assert.deepEqual(Object.keys(outputs["secretsProviders"] as object), ["dev", "prod"]);
    const account = made.find(({ type }) => type.endsWith(":StorageAccount"));
    assert.equal(account?.inputs["allowSharedKeyAccess"], false);
  });

  it("knows the subjects of every platform, and takes others", () => {
    const project = "acme/icertis";
    assert.deepEqual(trustOf({ platform: "azure-devops", project, issuer: "https://vstoken.dev.azure.com/1" }, "dev"), {
      issuer: "https://vstoken.dev.azure.com/1",
      subject: "sc://acme/icertis/icertis-dev",
    });
    assert.deepEqual(trustOf({ platform: "gitlab", project }, "prod"), {
      issuer: "https://gitlab.com",
      subject:
        "project_path:acme/icertis:ref_type:branch:ref:main:environment_protected:true:deployment_tier:production",
    });
    assert.deepEqual(
      trustOf({ platform: "kubernetes", project: "icertis-access", issuer: "https://oidc.example" }, "dev"),
      {
        issuer: "https://oidc.example",
        subject: "system:serviceaccount:icertis-access:icertis-dev",
      },
    );
  });

  it("on GitLab lets nothing write but what runs on the main branch, and any branch's preview read", async () => {
    const { made } = await bootstrap({ platform: "gitlab", project: "acme/icertis", backend: "pulumi-cloud" });
    const inputs = (type: string) => made.filter((one) => one.type.endsWith(type)).map((one) => one.inputs);
    const subject = (branch: string, tier: string) =>
      `project_path:acme/icertis:ref_type:branch:ref:${branch}:environment_protected:true:deployment_tier:${tier}`;
    assert.deepEqual(
      inputs(":ApplicationFederatedIdentityCredential").map((one) => one["subject"]),
      [subject("main", "development"), subject("main", "production")],
    );
    assert.deepEqual(
      inputs(":ApplicationFlexibleFederatedIdentityCredential").map((one) => [
        one["applicationId"],
        one["issuer"],
        one["audience"],
        one["claimsMatchingExpression"],
      ]),
      [
        [
          "id-of-icertis-preview-app",
          "https://gitlab.com",
          "api://AzureADTokenExchange",
          `claims['sub'] matches '${subject("*", "testing")}'`,
        ],
      ],
    );
  });

  it("lets a fleet's job, or an operator's pipeline, be an identity too, by its subject alone", async () => {
    const fleet = "repo:acme/icertis:environment:icertis-fleet";
    const config = {
      trust: JSON.stringify({ dev: { subject: fleet } }),
      alsoTrust: JSON.stringify({ prod: { subject: fleet } }),
    };
    const { made } = await bootstrap({ project: "acme/icertis", backend: "pulumi-cloud", ...config });
    const credentials = made.filter(({ type }) => type.endsWith("FederatedIdentityCredential"));
    const issuer = "https://token.actions.githubusercontent.com";
    assert.deepEqual(
      credentials.map(({ inputs }) => [
        inputs["applicationId"],
        inputs["displayName"],
        inputs["issuer"],
        inputs["subject"],
      ]),
      [
        ["id-of-icertis-preview-app", "icertis-preview", issuer, "repo:acme/icertis:environment:icertis-preview"],
        ["id-of-icertis-dev-app", "icertis-dev", issuer, fleet],
        ["id-of-icertis-prod-app", "icertis-prod", issuer, "repo:acme/icertis:environment:icertis-prod"],
        ["id-of-icertis-prod-app", "icertis-prod-also", issuer, fleet],
      ],
    );
    const wide = JSON.stringify({ prod: { subject: "repo:acme/icertis:*" } });
    for (const key of ["trust", "alsoTrust"]) {
      await assert.rejects(
        bootstrap({ project: "acme/icertis", [key]: wide }),
        /the subject of prod must not hold a \*/,
      );
    }
  });

  it("refuses a configuration that cannot work, every problem named, and makes nothing", async () => {
    await assert.rejects(bootstrap({ platform: "jenkins", backend: "s3", stacks: '["Dev"]' }), (error: Error) => {
      const keys = [...error.message.matchAll(/^ {2}(\w+):/gm)].map(([, key]) => key);
      assert.deepEqual(keys, ["stacks", "platform", "project", "backend"]);
      return true;
    });
    await assert.rejects(bootstrap({ platform: "kubernetes", project: "x" }), /issuer: must be set to the cluster's/);
  });
});
