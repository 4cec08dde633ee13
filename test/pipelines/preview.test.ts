import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configuredOwners, redactedStackFile } from "../../pipelines/readOnly/redactedStackFile";
import { maskedState, ownersIn, redactedState } from "../../pipelines/readOnly/redactedState";
import { report } from "../../pipelines/steps/report";
import { describeSteps, reader } from "./describeSteps";

const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const redacted = { ...mark, plaintext: '"redacted"' };
const preview = "preview --read-only --stack dev";

describeSteps("a preview without secrets", (on) => {
  const { run } = on;
  const asReader = { identity: reader };
  const text = () => readFileSync(join(on.platform.folder, "reports", "preview.md"), "utf8");

  it("runs on a copy of the state in a backend of its own", async () => {
    assert.equal(await run(preview, asReader), 0, on.log.join("\n"));
    assert.deepEqual(
      on.engine.lines.map((line) => line.replace(/ --file .*/, "")),
      [
        "pulumi stack export --stack dev",
        "pulumi stack init dev --secrets-provider passphrase",
        "pulumi stack import --stack dev",
        "pulumi preview --diff --stack dev",
      ],
    );
    const environment = on.engine.calls.at(-1)?.environment ?? {};
    assert.match(environment["PULUMI_BACKEND_URL"] ?? "", /^file:/);
    assert.match(text(), /^### Preview of dev: 8 unchanged\n/);
  });

  it("is of an empty stack where there is none yet, also in a container that never held one", async () => {
    for (const text of [
      "error: no stack named 'dev' found",
      'error: write ".pulumi/meta.yaml": (code=PermissionDenied)',
    ]) {
      on.engine.failures.push({ on: "pulumi stack export", text });
      assert.equal(await run(preview, asReader), 0, on.log.join("\n"));
      assert.equal(on.engine.imported, "");
    }
  });

  it("takes no other failure for a stack that is not there", async () => {
    on.engine.failures.push({ on: "pulumi stack export", text: 'read ".pulumi/meta.yaml": AuthorizationFailure' });
    await on.failsWith(preview, "state-not-allowed", asReader);
  });

  it("compares tags with those of the throw-away backend, and says so where they show", async () => {
    const variables = { PULUMI_BACKEND_URL: "https://api.pulumi.com", PULUMI_ORGANIZATION: "acme" };
    const tags = (organization: string) => ["icertis-access", `icertis-access:${organization}/icertis-access/dev`];
    on.engine.state = { version: 3, deployment: { resources: [{ type: "x", inputs: { tags: tags("acme") } }] } };
    on.engine.previewed = `  - [1]: "${tags("organization")[1]}"\n`;
    assert.equal(await run(preview, { identity: reader, variables }), 0, on.log.join("\n"));
    const { deployment } = JSON.parse(on.engine.imported) as { deployment: { resources: { inputs: unknown }[] } };
    assert.deepEqual(deployment.resources[0]?.inputs, { tags: tags("organization") });
    assert.match(text(), /In this preview icertis-access:organization\/ is in the place of acme\./);
  });

  it("shows the owner it previews as in the place of the one that deploys", async () => {
    const object = on.sandbox.identities[reader]?.objectId ?? "";
    const type = "azuread:index/application:Application";
    on.engine.state = { version: 3, deployment: { resources: [{ type, inputs: { owners: ["deployer"] } }] } };
    on.engine.previewed = `  + owners: ["${object}", "new"]\n`;
    writeFileSync(join(on.platform.folder, "Pulumi.dev.yaml"), "config:\n  icertis-access:owners: [deployer, new]\n");
    assert.equal(await run(preview, asReader), 0);
    assert.ok(on.engine.imported.includes(`"owners":["${object}"]`));
    assert.ok(text().includes(`In this preview ${object} is in the place of deployer.`));
  });

  it("fails with the guard's error", async () => {
    on.engine.failures.push({
      on: "pulumi preview",
      text: "error: x is valid until 2027-01-01T00:00:00Z and is not deleted",
    });
    await on.failsWith(preview, "live-secret", asReader);
    assert.match(text(), /^### Preview of dev: failed, x is valid until/);
  });
});

describe("a state without its secrets", () => {
  const state = {
    version: 4,
    deployment: {
      secrets_providers: { type: "cloud", state: { url: "azurekeyvault://vault/keys/pulumi", encryptedkey: "x" } },
      resources: [
        { type: "pulumi:pulumi:Stack", outputs: { clientSecret: { ...mark, ciphertext: "c1" }, clientId: "id" } },
        { type: "azuread:index/application:Application", inputs: { owners: ["owner-1", "owner-2"] } },
        {
          type: "random:index/randomUuid:RandomUuid",
          outputs: {
            nested: [{ deep: { ...mark, plaintext: '"open"' } }],
            __pulumi_raw_state_delta: { obj: { ...mark, ciphertext: "c2" } },
          },
        },
      ],
    },
  };

  it("has a placeholder for each of them, wherever it is, and everything else", () => {
    assert.deepEqual(redactedState(state, "v1:salt"), {
      version: 4,
      deployment: {
        secrets_providers: { type: "passphrase", state: { salt: "v1:salt" } },
        resources: [
          { type: "pulumi:pulumi:Stack", outputs: { clientSecret: redacted, clientId: "id" } },
          { type: "azuread:index/application:Application", inputs: { owners: ["owner-1", "owner-2"] } },
          { type: "random:index/randomUuid:RandomUuid", outputs: { nested: [{ deep: redacted }] } },
        ],
      },
    });
  });

  it("is masked where owners and tags are, and nowhere else", () => {
    const id = "11111111-1111-4111-8111-111111111111";
    const before = {
      version: 4,
      deployment: {
        resources: [
          {
            type: "azuread:index/application:Application",
            inputs: { owners: [id, "other"], displayName: id, notes: "acme/icertis-access/dev" },
            outputs: { owners: [id], tags: ["icertis-access:acme/icertis-access/dev"] },
          },
          { type: "azure-native:keyvault:Vault", inputs: { tags: { "icertis-access": "acme/icertis-access/dev" } } },
        ],
      },
    };
    const mask = { owner: [id, "reader"], organization: ["acme", "organization"] } as const;
    assert.deepEqual(maskedState(before, mask).deployment.resources, [
      {
        type: "azuread:index/application:Application",
        inputs: { owners: ["reader", "other"], displayName: id, notes: "acme/icertis-access/dev" },
        outputs: { owners: ["reader"], tags: ["icertis-access:organization/icertis-access/dev"] },
      },
      {
        type: "azure-native:keyvault:Vault",
        inputs: { tags: { "icertis-access": "organization/icertis-access/dev" } },
      },
    ]);
    assert.deepEqual(maskedState(before, {}), before);
    assert.deepEqual(ownersIn(before), [id, "other"]);
  });
});

describe("a stack's file without its secrets", () => {
  const text = `secretsprovider: azurekeyvault://vault/keys/pulumi
encryptedkey: abc
environment: [shared]
config:
  # stays
  icertis-access:displayName: ICM API
  icertis-access:owners: [owner-1, owner-2]
  icertis-access:apiKey:
    secure: AAAA
  icertis-access:vault:
    name: kv
    token:
      secure: BBBB
`;

  it("loses the key and the secret values, names where they were, and has its owners masked", () => {
    const { text: left, secretPaths } = redactedStackFile(text, { owner: ["owner-1", "reader"] });
    assert.equal(
      left,
      "config:\n  # stays\n  icertis-access:displayName: ICM API\n  icertis-access:owners: [ reader, owner-2 ]\n  icertis-access:vault:\n    name: kv\n",
    );
    assert.deepEqual(secretPaths, ["icertis-access:apiKey", "icertis-access:vault.token"]);
    assert.deepEqual(configuredOwners(text), ["owner-1", "owner-2"]);
  });
});

describe("a report", () => {
  it("leads with what the run comes to, and folds the rest away", () => {
    const text = "Previewing update (dev):\nResources:\n    + 1 to create\n    ~ 2 to update\n    8 unchanged\n";
    assert.match(
      report("Preview of dev", text),
      /^### Preview of dev: 1 to create, 2 to update, 8 unchanged\n\n<details>/,
    );
    assert.match(report("Preview of dev", "nothing counted"), /^### Preview of dev: nothing to change\n/);
  });

  it("cannot be broken out of by what it quotes, and is bounded", () => {
    assert.match(report("x", "a ```` b"), /\n`{5}diff\na ```` b\n`{5}\n/);
    assert.ok(report("x", "y".repeat(100_000)).length < 29_000);
  });
});
