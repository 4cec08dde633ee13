import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { ToolFolder } from "../runTool";
import { maskedOutputs, sampleApiKeyOutputs, sampleIds, sampleOutputs, sampleSecret } from "../sampleOutputs";

const prodIds = { ...sampleIds, clientId: "c11e0000-0000-4000-8000-000000000002" };

describe("handoff", () => {
  const folder = new ToolFolder();
  before(() => {
    folder.write("dev.json", maskedOutputs());
    folder.write("prod.json", sampleOutputs({ ids: prodIds, previousExpires: "2026-12-24T10:00:00Z" }));
    folder.write("key.json", sampleApiKeyOutputs);
  });
  const handoff = (words: readonly string[], reveals = false) => folder.run(["handoff", ...words], { reveals });
  const both = ["--outputs", "dev.json", "--outputs", "prod.json"];

  it("puts Dev and Production side by side, for both ends", async () => {
    const { code, out } = await handoff(both);
    assert.equal(code, 0);
    assert.ok(out.startsWith("# Icertis API access for UiPath: Dev and Production\n\nPrepared on 2026-12-01.\n"));
    for (const row of [
      `| Application (client) ID (of the application that was made for access to the ICI API) | \`${sampleIds.clientId}\` | \`${prodIds.clientId}\` |`,
      `| Directory (tenant) ID (of the same application) | \`${sampleIds.tenantId}\` | \`${sampleIds.tenantId}\` |`,
      `| Object ID (of the application, as Icertis asks for; never in a token) | \`${sampleIds.objectId}\` | \`${sampleIds.objectId}\` |`,
      `| Client ID | \`${sampleIds.clientId}\` | \`${prodIds.clientId}\` |`,
      "| Client secret | •••••••• (hidden) | •••••••• (hidden) |",
      `| Scope (one text: copy it whole) | \`api://${sampleIds.clientId}/user_impersonation openid profile offline_access\` | \`api://${prodIds.clientId}/user_impersonation openid profile offline_access\` |`,
      "| Dev | 2026-11-23 | 2027-09-24 | 2027-11-23 | – |",
      "| Production | 2026-11-23 | 2027-09-24 | 2027-11-23 | 2026-12-24T10:00:00Z |",
    ]) {
      assert.ok(out.split("\n").includes(row), row);
    }
    const fragments = [...out.matchAll(/```json\n([\s\S]*?\n)```/g)].map(([, text]) => text);
    assert.deepEqual(fragments, [sampleOutputs().tenantJson, sampleOutputs({ ids: prodIds }).tenantJson]);
  });

  it("shows secrets with --reveal, in UiPath's part alone", async () => {
    const { out } = await handoff(["--outputs", "prod.json", "--reveal"], true);
    const [icertis = "", uipath = ""] = out.split("## For the RPA developer");
    assert.equal(icertis.includes(sampleSecret), false);
    assert.equal(uipath.split(sampleSecret).length, 2);
    assert.ok(uipath.includes(`| Client secret | \`${sampleSecret}\` |`));
    assert.ok(icertis.includes("**This text holds secrets."));
  });

  it("makes each part alone", async () => {
    const icertis = (await handoff([...both, "--part", "icertis"])).out;
    assert.deepEqual(
      [...icertis.matchAll(/^## (.*)$/gm)].map(([, title]) => title),
      ["For the Icertis team"],
    );
    const uipath = (await handoff([...both, "--part", "uipath"])).out;
    assert.deepEqual(
      [...uipath.matchAll(/^## (.*)$/gm)].map(([, title]) => title),
      ["Enter the current secret in UiPath", "For the RPA developer", "When the secrets are valid"],
    );
    const rejected = await handoff([...both, "--part", "icertis", "--reveal"]);
    assert.equal(rejected.code, 2);
  });

  it("is JSON for programs, secrets null until revealed", async () => {
    const { tenantJson, icertisHandoff, uipathConnection, adminConsentUrl } = sampleOutputs({ ids: prodIds });
    const expected = (clientSecret: string | null) => ({
      preparedOn: "2026-12-01T12:00:00Z",
      environments: [
        {
          title: "Production",
          authentication: "oauth",
          icertis: { ...icertisHandoff, tenantJson: JSON.parse(tenantJson) as object },
          uipath: { ...uipathConnection, clientSecret },
          adminConsentUrl,
          clientSecret: {
            issuedOn: "2026-11-23T00:00:00Z",
            expiresOn: "2027-11-23T00:00:00Z",
            nextRotationOn: "2027-09-24T00:00:00Z",
            previousExpiresOn: "2026-12-24T10:00:00Z",
          },
        },
      ],
    });
    assert.deepEqual(JSON.parse((await handoff(["--outputs", "prod.json", "--json"])).out), expected(null));
    assert.deepEqual(
      JSON.parse((await handoff(["--outputs", "prod.json", "--json", "--reveal"], true)).out),
      expected(sampleSecret),
    );
  });

  it("hands over an API key", async () => {
    const { out } = await handoff(["--outputs", "key.json"]);
    assert.ok(out.includes("Nothing to configure: UiPath signs in with an API key of an ICI user."));
    assert.ok(/^\| API key .*\| •••••••• \(hidden\) \|$/m.test(out));
    assert.ok(out.includes("- Key: <https://contoso.icertis.com/userinformation/GetUserApiToken>"));
    const revealed = JSON.parse((await handoff(["--outputs", "key.json", "--reveal", "--json"], true)).out) as object;
    assert.deepEqual(revealed, {
      preparedOn: "2026-12-01T12:00:00Z",
      environments: [
        {
          title: "Key",
          authentication: "apiKey",
          uipath: { apiKey: sampleSecret },
          apiKeyUrl: "https://contoso.icertis.com/userinformation/GetUserApiToken",
        },
      ],
    });
  });

  it("chooses the format by the file's name, and lets nobody else read secrets", async () => {
    const mode = (name: string) => (statSync(join(folder.path, name)).mode & 0o777).toString(8);
    const plain = await handoff([...both, "--out", "handoff.html"]);
    assert.deepEqual([plain.code, plain.out, plain.notes], [0, "", "wrote handoff.html"]);
    assert.match(folder.read("handoff.html"), /^<!doctype html>/);
    assert.equal(Number.parseInt(mode("handoff.html"), 8) & 0o600, 0o600);
    const revealed = await handoff(["--outputs", "prod.json", "--reveal", "--out", "handoff.html"], true);
    assert.equal(
      revealed.notes,
      "wrote handoff.html, which holds secrets: readable by you alone; delete it when they are entered",
    );
    assert.equal(mode("handoff.html"), "600");
    await handoff([...both, "--out", "handoff.md"]);
    assert.match(folder.read("handoff.md"), /^# Icertis API access/);
    await handoff([...both, "--out", "handoff.json"]);
    assert.match(folder.read("handoff.json"), /^\{\n/);
  });

  it("asks for secrets where --reveal finds none, and for a stack where there is none", async () => {
    assert.equal(await folder.errorOf(["handoff", "--outputs", "dev.json", "--reveal"]), "secrets-masked");
    assert.equal(await folder.errorOf(["handoff"]), "stack-missing");
  });

  it("refuses an address of the docs that is none", async () => {
    const run = await folder.run(["handoff", "--outputs", "dev.json", "--docs", "javascript:alert(1)"]);
    assert.equal(run.code, 2);
  });

  it("names the application and its redirect URIs where the stack's state can be read", async () => {
    const web = { redirectUris: ["https://cloud.uipath.com/provisioning_/callback"] };
    const { clientId, objectId } = sampleIds;
    const resources = [
      { urn: "urn:pulumi:dev::icertis-access::pulumi:pulumi:Stack::x", type: "pulumi:pulumi:Stack" },
      {
        urn: "urn:pulumi:dev::icertis-access::azuread:index/application:Application::app",
        type: "azuread:index/application:Application",
        parent: "urn:pulumi:dev::icertis-access::icertis:index:ApiApplication::icm-api",
        outputs: { objectId, clientId, displayName: "ICM `API`", web },
      },
    ];
    const commands = {
      "pulumi stack output": { out: JSON.stringify(maskedOutputs()) },
      "pulumi stack export": { out: JSON.stringify({ deployment: { resources } }) },
    };
    const words = ["handoff", "--stack", "dev", "--contact", "Jane | jane@contoso.com"];
    const { out } = await folder.run(words, { commands });
    assert.ok(out.includes("- Dev: the application `` ICM `API` ``, redirect URIs `https://cloud.uipath.com/prov"));
    assert.ok(out.includes("Questions go to Jane \\| jane@contoso.com."));
    const without = await folder.run(words, { commands: { "pulumi stack output": commands["pulumi stack output"] } });
    assert.deepEqual([without.code, without.out.includes("the application `")], [0, false]);
  });

  it("says where the secret is, where a vault keeps it", async () => {
    const vaultSecretUri = "https://contoso.vault.azure.net/secrets/icertis-client-secret";
    folder.write("vault.json", { ...maskedOutputs(), vaultSecretUri });
    assert.ok((await handoff(["--outputs", "vault.json"])).out.includes(vaultSecretUri));
  });

  it("takes any name of a file for the environment's", async () => {
    folder.write("constructor.json", maskedOutputs());
    assert.match(
      (await handoff(["--outputs", "constructor.json"])).out,
      /^# Icertis API access for UiPath: Constructor\n/,
    );
  });

  it("keeps values of others from being Markdown", async () => {
    const scopes = [`api://${sampleIds.clientId}/a\`b|c`];
    folder.write("odd_[x](y).json", { ...maskedOutputs(), scopes });
    const { out } = await handoff(["--outputs", "odd_[x](y).json"]);
    assert.ok(out.includes("\\[x\\]\\(y\\)"));
    assert.ok(out.includes(`\`\`api://${sampleIds.clientId}/a\`b\\|c openid profile offline_access\`\``));
    folder.write("runs.json", { ...maskedOutputs(), adminConsentUrl: "javascript:alert(1)" });
    assert.equal(await folder.errorOf(["handoff", "--outputs", "runs.json"]), "outputs-unusable");
  });
});
