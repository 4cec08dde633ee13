import assert from "node:assert/strict";
import { askForToken } from "../../../entra/tokenClient";
import { deploySample, type DeployedSample, frozenSandbox, inSandbox, secretDescription } from "../deployedSample";
import { ToolFolder } from "../runTool";

describe("secret status --entra", () => {
  const folder = new ToolFolder();
  let sample: DeployedSample;
  before(async () => {
    sample = await deploySample(await frozenSandbox());
    folder.write("dev.json", sample.outputs);
  });
  after(() => sample.sandbox.close());
  const status = (words: readonly string[], commands = {}) => {
    return folder.run(["secret", "status", "--entra", ...words], { ...inSandbox(sample.sandbox), commands });
  };
  const add = async (displayName: string, endDateTime: string) => {
    const path = `/applications/${sample.outputs.objectId}/addPassword`;
    const answer = await sample.sandbox.graph()("POST", path, { passwordCredential: { displayName, endDateTime } });
    return (answer.body as { keyId: string }).keyId;
  };

  it("lists what Entra ID holds, foreign and unknown secrets marked", async () => {
    const foreign = await add("made by hand", "2027-01-01T00:00:00Z");
    const run = await status(["--outputs", "dev.json"]);
    assert.equal(run.code, 0);
    assert.equal(
      run.out.split("\n\n").at(-1),
      [
        "secrets of dev.json in Entra ID",
        "key id                                from                  to                             description",
        `${foreign}  2026-12-01T12:00:00Z  2027-01-01  not of this stack  made by hand`,
        `${sample.outputs.clientSecretKeyId}  2026-12-01T12:00:00Z  2027-05-22  published          ${secretDescription}`,
        "",
      ].join("\n"),
    );
    const { clientSecret, uipathConnection, ...open } = sample.outputs;
    assert.ok(clientSecret && uipathConnection);
    const commands = {
      "pulumi stack output": { out: JSON.stringify(open) },
      "pulumi stack export": { out: sample.state() },
    };
    const byStack = await status(["--stack", "dev", "--json"], commands);
    const [stack] = (JSON.parse(byStack.out) as { stacks: { credentials: { keyId: string; standing: string }[] }[] })
      .stacks;
    assert.deepEqual(
      stack?.credentials.map(({ keyId, standing }) => [keyId, standing]),
      [
        [foreign, "not of this stack"],
        [sample.outputs.clientSecretKeyId, "published"],
      ],
    );
  });

  it("is critical where the published secret is gone, and unknown where the application is", async () => {
    const { objectId, clientSecretKeyId: keyId } = sample.outputs;
    await sample.sandbox.graph()("POST", `/applications/${objectId}/removePassword`, { keyId });
    const gone = await status(["--outputs", "dev.json"]);
    assert.equal(gone.code, 2);
    assert.ok(gone.out.startsWith(`CRITICAL - dev.json: Entra ID has no secret ${keyId} `), gone.out);
    await sample.sandbox.graph()("DELETE", `/applications/${objectId}`);
    const nothing = await status(["--outputs", "dev.json"]);
    assert.equal(nothing.code, 3);
    assert.ok(nothing.out.startsWith(`UNKNOWN - dev.json: Entra ID has no application ${objectId} `), nothing.out);
  });
});

describe("secret status --last-used", () => {
  const folder = new ToolFolder();
  /** A stack in its overlap, as an identity with these rights sees it. */
  const overlapping = async (roles: readonly string[], previousClientSecretExpiresOn: string) => {
    const sample = await deploySample(await frozenSandbox({ identities: [{ roles }] }));
    const { outputs, sandbox } = sample;
    folder.write("dev.json", { ...outputs, previousClientSecretExpiresOn });
    const status = async () => {
      const words = ["secret", "status", "--outputs", "dev.json", "--last-used", "--json"];
      const run = await folder.run(words, { ...inSandbox(sandbox), now: sandbox.clock.now().toISOString() });
      const { stacks } = JSON.parse(run.out) as { stacks: { message: string }[] };
      return { code: run.code, message: stacks[0]?.message ?? "" };
    };
    const signIn = async () => {
      const { tenantId, clientId, clientSecret: secret } = outputs;
      const request = { login: sandbox.url, tenantId, clientId, scope: `${clientId}/.default`, proof: { secret } };
      assert.ok((await askForToken(request, sandbox.fetch)).token);
    };
    return { sandbox, status, signIn };
  };

  it("takes a use of the new secret for the sign that UiPath has it, but not its proof", async () => {
    const roles = ["Application.ReadWrite.OwnedBy", "AuditLog.Read.All"];
    const { sandbox, status, signIn } = await overlapping(roles, "2026-12-03T00:00:00Z");
    sandbox.clock.set(new Date("2026-12-01T12:01:00Z"));
    await signIn();
    const proved = await status();
    assert.deepEqual([proved.code, /it was not used yet/.test(proved.message)], [2, true]);
    sandbox.clock.set(new Date("2026-12-02T12:00:00Z"));
    await signIn();
    const used = await status();
    assert.deepEqual([used.code, /it was last used on 2026-12-02T12:00:00Z/.test(used.message)], [0, true]);
    await sandbox.close();
  });

  it("says what is missing, and goes on without", async () => {
    const { sandbox, status } = await overlapping(["Application.ReadWrite.OwnedBy"], "2026-12-03T00:00:00Z");
    const { code, message } = await status();
    assert.deepEqual([code, /not known: the identity that asks lacks AuditLog\.Read\.All/.test(message)], [2, true]);
    await sandbox.close();
  });
});
