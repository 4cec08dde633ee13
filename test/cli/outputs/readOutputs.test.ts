import assert from "node:assert/strict";
import { ToolFolder, type ToolContext } from "../runTool";
import { maskedOutputs, sampleApiKeyOutputs, sampleOutputs } from "../sampleOutputs";

describe("reading outputs", () => {
  const folder = new ToolFolder();
  after(() => folder.remove());
  const render = (words: readonly string[], given?: ToolContext) =>
    folder.run(["tenant-json", "render", ...words], given);
  const expected = sampleOutputs().tenantJson;
  /** The message about a file of outputs. */
  const messageAbout = async (content: string | Buffer | object, words = ["tenant-json", "render"]) => {
    folder.write("given.json", content);
    const { code, out, notes } = await folder.run([...words, "--outputs", "given.json"]);
    assert.deepEqual([code, out], [2, ""]);
    return notes.replace("icertis-access: ", "");
  };

  it("asks the Pulumi CLI, without secrets where none are needed", async () => {
    const out = JSON.stringify(maskedOutputs());
    const run = await render(["--stack", "dev"], { commands: { "pulumi stack output": { out } } });
    assert.deepEqual([run.code, run.out], [0, expected]);
    assert.deepEqual(run.commands, ["pulumi stack output --json --stack dev --non-interactive"]);
  });

  it("asks for secrets only where a verb cannot do without", async () => {
    const out = JSON.stringify(sampleOutputs());
    const run = await folder.run(["handoff", "--stack", "acme/icertis-access/dev", "--reveal", "--part", "uipath"], {
      commands: { "pulumi stack output": { out } },
      reveals: true,
    });
    const [first] = run.commands;
    assert.equal(first, "pulumi stack output --json --show-secrets --stack acme/icertis-access/dev --non-interactive");
  });

  it("takes an output that is null for one that is not there, as YAML programs write it", async () => {
    folder.write("null.json", { ...maskedOutputs(), previousClientSecretExpiresOn: null, apiClientId: null });
    assert.equal((await render(["--outputs", "null.json"])).out, expected);
  });

  it("reads a file and standard input, also as Windows PowerShell writes them", async () => {
    const text = JSON.stringify(maskedOutputs());
    folder.write("utf16.json", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]));
    folder.write("bom.json", `\uFEFF${text}`);
    assert.equal((await render(["--outputs", "utf16.json"])).out, expected);
    assert.equal((await render(["--outputs", "bom.json"])).out, expected);
    assert.equal((await render(["--outputs", "-"], { input: text })).out, expected);
  });

  for (const [what, result, message] of [
    [
      "is not there",
      undefined,
      "there is no `pulumi` command on PATH; install it (https://www.pulumi.com/docs/install/), or save the outputs elsewhere with `pulumi stack output --json` and give them with --outputs FILE",
    ],
    [
      "does not know the stack",
      { code: 255, errors: "error: no stack named 'dev' found\n" },
      "`pulumi stack output --json --stack dev --non-interactive` failed in FOLDER: no stack named 'dev' found; `pulumi stack ls` lists the stacks",
    ],
    [
      "lacks the passphrase",
      {
        code: 255,
        errors: "warning: x\nerror: getting secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE\n",
      },
      "`pulumi stack output --json --stack dev --non-interactive` failed in FOLDER: getting secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE; set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the stack's passphrase",
    ],
  ] as const) {
    it(`says so where the Pulumi CLI ${what}`, async () => {
      const run = await render(["--stack", "dev"], { commands: { pulumi: result } });
      assert.deepEqual(
        [run.code, run.out, run.notes],
        [2, "", `icertis-access: ${message.replace("FOLDER", folder.path)}`],
      );
    });
  }

  it("names the folder that is not there", async () => {
    const run = await render(["--stack", "dev", "--project", "nowhere"]);
    assert.equal(
      run.notes,
      `icertis-access: there is no folder ${folder.path}/nowhere; give the project's with --project`,
    );
  });

  it("refuses what is not the outputs of a stack of this program", async () => {
    assert.equal(await messageAbout(""), "given.json is empty; write it with `pulumi stack output --json`");
    assert.equal(
      await messageAbout("KEY  VALUE\n"),
      "given.json is not JSON; write it with `pulumi stack output --json`",
    );
    assert.equal(
      await messageAbout("[]"),
      "given.json holds no stack outputs but another JSON value; write them with `pulumi stack output --json`",
    );
    assert.equal(
      await messageAbout({}),
      "given.json has no outputs: nothing was deployed to it yet; run `pulumi up` for it first",
    );
    assert.equal(
      await messageAbout({ url: "x" }),
      "given.json has no output contractVersion, so it is not a stack of icertis-access, or nothing was deployed to it yet; check the stack's name, or run `pulumi up` for it first",
    );
    assert.equal(
      await messageAbout({ ...maskedOutputs(), contractVersion: 2 }),
      "given.json has outputs of contract version 2, and this version of icertis-access reads version 1; upgrade icertis-access here",
    );
    assert.equal(
      await messageAbout({ ...maskedOutputs(), authentication: "saml" }),
      'given.json has the output authentication "saml"; it must be "oauth" or "apiKey"',
    );
    assert.equal(
      await messageAbout(Buffer.from([0x7b, 0xff])),
      "given.json is not text in UTF-8; save it in that encoding",
    );
  });

  it("names the outputs that are missing or unusable, and repeats no value", async () => {
    const { objectId, icertisHandoff, ...rest } = maskedOutputs() as Record<string, unknown> & {
      icertisHandoff: object;
    };
    assert.equal(typeof objectId, "string");
    const message = await messageAbout({
      ...rest,
      scopes: [],
      icertisHandoff: { ...icertisHandoff, v1MetadataDocument: undefined },
    });
    assert.equal(
      message,
      "given.json lacks objectId, icertisHandoff.v1MetadataDocument and has an unusable value in scopes: its outputs are of another version of icertis-access, or were edited; run `pulumi up` for it and write them again",
    );
  });

  it("asks for secrets where a verb needs them and the file has none", async () => {
    assert.equal(
      await messageAbout(maskedOutputs(), ["verify", "--app-only"]),
      "given.json was written without its secrets, and this needs them; write it with `pulumi stack output --json --show-secrets`, readable by you alone, and delete it afterwards",
    );
    const vaultSecretUri = "https://v.vault.azure.net/secrets/icertis-client-secret";
    const { clientSecret, uipathConnection, ...open } = sampleOutputs();
    assert.ok(clientSecret && uipathConnection);
    assert.equal(
      await messageAbout({ ...open, vaultSecretUri }, ["handoff", "--reveal"]),
      `given.json keeps its secret in Key Vault alone (vault.secretOutputs is false), and this needs it; read it with \`az keyvault secret show --id ${vaultSecretUri}\``,
    );
    assert.equal(
      await messageAbout({ ...sampleApiKeyOutputs, uipathConnection: "[secret]" }, ["verify"]),
      "given.json was written without its secrets, and this needs them; write it with `pulumi stack output --json --show-secrets`, readable by you alone, and delete it afterwards",
    );
  });
});
