import assert from "node:assert/strict";
import { describeSteps, powerful, powerless, reader } from "./describeSteps";
import { platformNames } from "./fakePlatform";

const up = "up --stack dev";

describeSteps("signing in", (on) => {
  const { run, failsWith } = on;

  for (const platform of platformNames) {
    it(`gives provider and backend on ${platform} what they sign in with, and no stored secret`, async () => {
      assert.equal(await run(up, { platform }), 0, on.log.join("\n"));
      const { environment = {} } = on.engine.calls.find(({ command }) => command.startsWith("pulumi up")) ?? {};
      assert.equal(environment["PULUMI_BACKEND_URL"], "azblob://state-dev?storage_account=acme");
      assert.equal(environment["ARM_CLIENT_ID"], on.sandbox.identities[0]?.clientId);
      assert.equal(environment["ARM_USE_OIDC"], "true");
      assert.equal(environment["ARM_USE_CLI"], "false");
      assert.equal(environment["ARM_CLIENT_SECRET"], undefined);
      // On GitHub the provider asks for a fresh token itself: one that is passed on is five minutes old at its end.
      assert.equal(environment["ARM_OIDC_TOKEN"] === undefined, platform === "github");
      assert.equal(environment["AZURE_FEDERATED_TOKEN_FILE"] === undefined, platform === "github");
      assert.equal(environment["AZURE_TOKEN_CREDENTIALS"], platform === "github" ? "AzureCLICredential" : undefined);
    });
  }

  it("reports every variable that is missing or wrong, and where to set them", async () => {
    const variables = { AZURE_TENANT_ID: "", AZURE_CLIENT_ID: "deployer", PULUMI_BACKEND_URL: undefined };
    await failsWith(up, "variables-invalid", { variables });
    assert.match(on.log.at(-1) ?? "", /AZURE_TENANT_ID, AZURE_CLIENT_ID, PULUMI_BACKEND_URL/);
    await failsWith(up, "variables-invalid", { variables: { PULUMI_BACKEND_URL: "https://api.pulumi.com" } });
    await failsWith(up, "variables-invalid", { variables: { PULUMI_BACKEND_URL: "state" } });
    assert.deepEqual(on.engine.calls, []);
  });

  it("asks for the right to an identity token where the platform gives none", async () => {
    await failsWith(up, "identity-token-missing", { platform: "azure", variables: { SYSTEM_ACCESSTOKEN: "" } });
    await failsWith(up, "identity-token-missing", { platform: "gitlab", variables: { AZURE_ID_TOKEN: "" } });
    on.platform.fails = { status: 403, message: "no" };
    await failsWith(up, "platform-denied", { platform: "azure" });
    on.platform.fails = { status: 503, message: "" };
    await failsWith(up, "platform-unavailable", { platform: "azure" });
    assert.equal(await run(up, { platform: "azure" }), 0);
  });

  it("takes the token of AzureCLI@2 where the job's own is withheld", async () => {
    const [idToken] = [on.platform.context("gitlab", reader, {}).environment["AZURE_ID_TOKEN"]];
    const variables = { SYSTEM_ACCESSTOKEN: undefined, idToken };
    assert.equal(await run("preview --read-only --stack dev", { platform: "azure", identity: reader, variables }), 0);
  });

  it("touches nothing where Entra ID does not know the subject", async () => {
    on.platform.denies =
      "AADSTS700213: No matching federated identity record found for presented assertion subject 'x'.";
    assert.equal(await run(up), 1);
    assert.match(on.log.join("\n"), /AADSTS700213/);
    assert.deepEqual(on.engine.calls, []);
    assert.equal(await run(up), 0);
  });

  it("reports an identity that may not deploy, before anything is touched", async () => {
    await failsWith(up, "identity-may-not-write", { identity: powerless });
    await failsWith(up, "identity-may-not-write", { identity: reader });
    assert.deepEqual(on.engine.calls, []);
  });

  it("previews with an identity without any role, and not with one that may write", async () => {
    const preview = "preview --read-only --stack dev";
    assert.equal(await run(preview, { identity: powerless }), 0);
    assert.equal(await run(preview, { identity: reader }), 0);
    await failsWith(preview, "identity-may-write");
    await failsWith(preview, "identity-may-write", { identity: powerful });
    assert.match(on.log[0] ?? "", /Mail.Send, Sites.FullControl.All/);
  });

  it("signs in to Pulumi Cloud with a token for it, and names the stack with its organization", async () => {
    const variables = { PULUMI_BACKEND_URL: "https://api.pulumi.com", PULUMI_ORGANIZATION: "acme" };
    assert.equal(await run(up, { variables }), 0, on.log.join("\n"));
    assert.match(
      on.engine.lines[0] ?? "",
      /^pulumi login https:\/\/api.pulumi.com --oidc-token file:\S+ --oidc-org acme$/,
    );
    assert.ok(on.engine.lines.some((line) => /^pulumi up .*--stack acme\/icertis-access\/dev$/.test(line)));
    on.engine.failures.push({ on: "pulumi login", text: "no policy" });
    await failsWith(up, "pulumi-cloud-denied", { variables });
    await failsWith(up, "backend-unsupported", { platform: "azure", variables });
  });

  it("needs none of this on a person's own machine, and prints nothing for other jobs there", async () => {
    const variables = { GITHUB_ACTIONS: "", AZURE_CLIENT_ID: "" };
    assert.equal(await run(up, { variables }), 0, on.log.join("\n"));
    assert.equal(
      on.log.some((line) => line.includes("secretChanged")),
      false,
    );
  });
});
