import assert from "node:assert/strict";
import { ownersIn, redactedState } from "../../pipelines/withoutSecrets/redactedState";
import { redactedStackFile } from "../../pipelines/withoutSecrets/redactedStackFile";
import { organizationStandIn } from "../../pipelines/withoutSecrets/organizationStandIn";
import { standIn } from "../../pipelines/withoutSecrets/standIn";
import { report } from "../../pipelines/steps/report";

const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const redacted = { ...mark, plaintext: '"redacted"' };

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

  it("names the owners of the application, where there is one", () => {
    assert.deepEqual(ownersIn(state), ["owner-1", "owner-2"]);
    assert.deepEqual(ownersIn({ version: 4, deployment: {} }), []);
  });

  it("has the previewing identity stand in for a deploying one that stays, and shows the deploying one", () => {
    const file = (...owners: string[]) => `config:\n  icertis-access:owners: [${owners.join(", ")}]\n`;
    const through = (
      stackFile: string,
      exported: typeof state | undefined = state,
      reader: string | undefined = "reader",
    ) => {
      const { there, back } = standIn(exported, stackFile, reader);
      assert.equal(back(there("owner-1 owner-2")), "owner-1 owner-2");
      return there("owner-1 owner-2");
    };
    assert.equal(through(""), "reader owner-2");
    assert.equal(through(file("owner-2", "owner-3")), "owner-1 reader");
    assert.equal(standIn(undefined, file("owner-3"), "reader").there("owner-3"), "reader");
    assert.equal(through(file("owner-1", "reader")), "owner-1 owner-2");
    assert.equal(standIn(state, "", undefined).there("owner-1"), "owner-1");
  });
});

describe("the organization in a state's tags", () => {
  const cloud = { PULUMI_BACKEND_URL: "https://api.pulumi.com", PULUMI_ORGANIZATION: "acme" };
  const state = (organization: string) =>
    JSON.stringify({
      displayName: "acme/icertis-access/dev",
      tags: ["icertis-access", `icertis-access:${organization}/icertis-access/dev`, "icertis-access:acme/other/dev-2"],
      vault: { tags: { "icertis-access": `${organization}/icertis-access/dev` } },
    });

  it("is the throw-away backend's in the preview, in tags alone", () => {
    for (const [stack, environment] of [
      ["acme/icertis-access/dev", {}],
      ["acme/dev", {}],
      ["dev", cloud],
    ] as const) {
      assert.equal(organizationStandIn(stack, environment).there(state("acme")), state("organization"), stack);
    }
  });

  it("is the real one again in what is shown", () => {
    const { back } = organizationStandIn("acme/dev", {});
    const shown = (organization: string) =>
      `  + [1]: "icertis-access:${organization}/icertis-access/dev"\n  ~ icertis-access: "${organization}/icertis-access/dev"\n`;
    assert.equal(back(shown("organization")), shown("acme"));
  });

  it("stays where the backend is a storage account, and where the state says another one", () => {
    const storage = { PULUMI_BACKEND_URL: "azblob://state-dev", PULUMI_ORGANIZATION: "acme" };
    assert.equal(organizationStandIn("dev", storage).there(state("organization")), state("organization"));
    assert.equal(organizationStandIn("dev", storage).back(state("organization")), state("organization"));
    assert.equal(organizationStandIn("acme/dev", {}).there(state("former")), state("former"));
  });
});

describe("a stack's file without its secrets", () => {
  it("loses the key and the secret values, and names where they were", () => {
    const { text, secretPaths } = redactedStackFile(`secretsprovider: azurekeyvault://vault/keys/pulumi
encryptedkey: abc
environment: [shared]
config:
  # stays
  icertis-access:displayName: ICM API
  icertis-access:apiKey:
    secure: AAAA
  icertis-access:vault:
    name: kv
    token:
      secure: BBBB
`);
    assert.equal(
      text,
      "config:\n  # stays\n  icertis-access:displayName: ICM API\n  icertis-access:vault:\n    name: kv\n",
    );
    assert.deepEqual(secretPaths, ["icertis-access:apiKey", "icertis-access:vault.token"]);
  });
});

describe("a report", () => {
  it("leads with what the run comes to, and folds the rest away", () => {
    const text =
      "Previewing update (dev):\n+ azuread:…\nResources:\n    + 1 to create\n    ~ 2 to update\n    8 unchanged\n";
    assert.equal(
      report("Preview of dev", text),
      `### Preview of dev: 1 to create, 2 to update, 8 unchanged\n\n<details><summary>The whole diff</summary>\n\n\`\`\`diff\n${text.trim()}\n\`\`\`\n\n</details>\n`,
    );
  });

  it("leads with the refusal where there is one", () => {
    assert.match(report("Preview of dev", "error: secret is live\n"), /^### Preview of dev: failed, secret is live\n/);
    assert.match(report("Preview of dev", "nothing counted"), /^### Preview of dev: nothing to change\n/);
  });

  it("cannot be broken out of by what it quotes, and fits into a comment", () => {
    assert.match(report("x", "a ```` b"), /\n`{5}diff\na ```` b\n`{5}\n/);
    assert.ok(report("x", "y".repeat(100_000)).length < 29_000);
  });
});
