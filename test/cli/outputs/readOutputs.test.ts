import assert from "node:assert/strict";
import { ToolFolder, type ToolContext } from "../runTool";
import { maskedOutputs, sampleApiKeyOutputs, sampleOutputs } from "../sampleOutputs";

describe("reading outputs", () => {
  const folder = new ToolFolder();
  const render = (words: readonly string[], given?: ToolContext) =>
    folder.run(["tenant-json", "render", ...words], given);
  const expected = sampleOutputs().tenantJson;
  /** The code of the error about a file of outputs. */
  const errorAbout = (content: string | Buffer | object, words = ["tenant-json", "render"]) => {
    folder.write("given.json", content);
    return folder.errorOf([...words, "--outputs", "given.json"]);
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

  const passphrase = "error: getting secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE\n";
  for (const [code, result] of [
    ["pulumi-missing", undefined],
    ["stack-unknown", { code: 255, errors: "error: no stack named 'dev' found\n" }],
    ["passphrase-missing", { code: 255, errors: `warning: x\n${passphrase}` }],
  ] as const) {
    it(`says what the Pulumi CLI lacks: ${code}`, async () => {
      const words = ["tenant-json", "render", "--stack", "dev"];
      assert.equal(await folder.errorOf(words, { commands: { pulumi: result } }), code);
    });
  }

  it("names the folder that is not there", async () => {
    const run = await render(["--stack", "dev", "--project", "nowhere"]);
    assert.ok(run.notes.includes(`${folder.path}/nowhere`), run.notes);
  });

  for (const [what, content, code] of [
    ["nothing", "", "outputs-empty"],
    ["a table", "KEY  VALUE\n", "outputs-not-json"],
    ["a list", "[]", "outputs-unusable"],
    ["no outputs", {}, "outputs-none"],
    ["another program's", { url: "x" }, "outputs-contract"],
    ["a newer contract's", { ...maskedOutputs(), contractVersion: 2 }, "outputs-contract"],
    ["another authentication", { ...maskedOutputs(), authentication: "saml" }, "outputs-unusable"],
    ["no text", Buffer.from([0x7b, 0xff]), "text-not-utf8"],
  ] as const) {
    it(`refuses outputs that are ${what}`, async () => assert.equal(await errorAbout(content), code));
  }

  it("names the outputs that are missing or unusable, and repeats no value", async () => {
    const { objectId, icertisHandoff, ...rest } = maskedOutputs() as Record<string, unknown> & {
      icertisHandoff: object;
    };
    assert.equal(typeof objectId, "string");
    const handoff = { ...icertisHandoff, v1MetadataDocument: undefined };
    folder.write("given.json", { ...rest, scopes: [], icertisHandoff: handoff });
    const { notes } = await render(["--outputs", "given.json"]);
    assert.match(notes, /lacks objectId, icertisHandoff\.v1MetadataDocument and has an unusable value in scopes:/);
  });

  it("takes no address that is not https: the client secret goes to one of them", async () => {
    for (const openIdMetadataUrl of ["http://login.example/", "javascript:alert(1)", "https://a:b@login.example/"]) {
      folder.write("given.json", { ...sampleOutputs(), openIdMetadataUrl });
      assert.equal(await folder.errorOf(["verify", "--app-only", "--outputs", "given.json"]), "outputs-unusable");
    }
  });

  it("asks for secrets where a verb needs them and the file has none", async () => {
    assert.equal(await errorAbout(maskedOutputs(), ["verify", "--app-only"]), "secrets-masked");
    const vaultSecretUri = "https://v.vault.azure.net/secrets/icertis-client-secret";
    const { clientSecret, uipathConnection, ...open } = sampleOutputs();
    assert.ok(clientSecret && uipathConnection);
    assert.equal(await errorAbout({ ...open, vaultSecretUri }, ["handoff", "--reveal"]), "secrets-in-vault");
    const masked = { ...sampleApiKeyOutputs, uipathConnection: "[secret]" };
    assert.equal(await errorAbout(masked, ["verify"]), "secrets-masked");
  });
});
