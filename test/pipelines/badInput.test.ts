import assert from "node:assert/strict";
import { describeSteps } from "./describeSteps";

describeSteps("what goes wrong in a pipeline", (on) => {
  const { run, failsWith } = on;
  const up = "up --stack dev";

  it("names every federation variable that is missing or wrong, and where to set them", async () => {
    const variables = { AZURE_TENANT_ID: "", AZURE_CLIENT_ID: "deployer", PULUMI_BACKEND_URL: undefined };
    await failsWith(
      up,
      { variables },
      /set AZURE_TENANT_ID, AZURE_CLIENT_ID, PULUMI_BACKEND_URL in the environment's variables/,
    );
    assert.match(on.log[0] ?? "", /AZURE_CLIENT_ID is "deployer", not a GUID/);
    await failsWith(up, { variables: { PULUMI_BACKEND_URL: "https://api.pulumi.com" } }, /set PULUMI_ORGANIZATION/);
    await failsWith(up, { variables: { PULUMI_BACKEND_URL: "state" } }, /set PULUMI_BACKEND_URL/);
    assert.equal(on.engine.calls.length, 0);
    assert.equal(await run(up), 0);
  });

  it("asks for the right to an identity token where the platform gives none", async () => {
    await failsWith(up, { variables: { ACTIONS_ID_TOKEN_REQUEST_URL: "" } }, /permissions: id-token: write/);
    await failsWith(up, { platform: "azure", variables: { SYSTEM_ACCESSTOKEN: "" } }, /inside AzureCLI@2/);
    await failsWith(up, { platform: "gitlab", variables: { AZURE_ID_TOKEN: "" } }, /id_tokens: \{ AZURE_ID_TOKEN/);
    on.world.refuseToken = 403;
    await failsWith(up, { platform: "azure" }, /check that the job may use the service connection/);
    on.world.refuseToken = 503;
    await failsWith(up, {}, /run the job again/);
    assert.equal(await run(up), 0);
  });

  it("shows the subject it presented where Entra ID has no record of it", async () => {
    on.world.refuseSignIn =
      "AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:acme/icertis:environment:icertis-dev'.";
    await failsWith(
      up,
      {},
      /a federated credential with subject "repo:acme\/icertis:environment:icertis-dev" and issuer "https:\/\/github\.test"/,
    );
    on.world.claims["aud"] = "api://Wrong";
    await failsWith(up, {}, /the audience of the credential and of the token must be api:\/\/AzureADTokenExchange/);
    delete on.world.claims["aud"];
    const id = on.sandbox.faults.add({ path: "/*/oauth2/v2.0/token", times: 1, effect: { kind: "drop" } });
    await failsWith(up, {}, /run the job again/);
    on.sandbox.faults.remove(id);
    const unknown = "00000000-0000-4000-8000-000000000009";
    await failsWith(
      up,
      { variables: { AZURE_CLIENT_ID: unknown } },
      /AZURE_CLIENT_ID names no application of this tenant/,
    );
    assert.match(on.log[0] ?? "", /subject {2}repo:acme\/icertis:environment:icertis-dev/);
    assert.equal(on.engine.calls.length, 0);
    assert.equal(await run(up), 0);
  });

  it("says which permission the deploying identity lacks, before anything is touched", async () => {
    await failsWith(
      up,
      { identity: 2 },
      /grant it Microsoft Graph's application permission Application.ReadWrite.OwnedBy/,
    );
    assert.match(on.log[0] ?? "", /it holds: none/);
    await failsWith(up, { identity: 1 }, /Application.ReadWrite.OwnedBy with admin consent/);
    assert.equal(on.engine.calls.length, 0);
  });

  it("refuses to run a pull request's code as an identity that may write", async () => {
    await failsWith("preview --read-only --stack dev", {}, /the reading identity that bootstrap\/ makes/);
    assert.match(on.log[0] ?? "", /may do more than read: Application.ReadWrite.OwnedBy/);
    await failsWith("preview --read-only --stack dev", { identity: 3 }, /the reading identity that bootstrap\/ makes/);
    assert.match(on.log[0] ?? "", /may do more than read: Mail.Send, Sites.FullControl.All$/);
    assert.equal(on.engine.calls.length, 0);
    assert.equal(await run("preview --read-only --stack dev", { identity: 1 }), 0);
  });

  const midway: readonly (readonly [what: string, text: string, remedy: RegExp])[] = [
    [
      "an expired token half-way",
      "error: … unexpected status 401 (401 Unauthorized) with error: InvalidAuthenticationToken: Lifetime validation failed, the token is expired.",
      /run the job again, it goes on where this one stopped/,
    ],
    [
      "a stack locked by another run",
      "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.",
      /another run is updating dev: wait for it .* `pulumi cancel --stack dev`/,
    ],
    [
      "another run in Pulumi Cloud",
      "error: [409] Conflict: Another update is currently in progress.",
      /another run is updating dev/,
    ],
    [
      "a change that would delete a live secret",
      "error: Preview failed: before hook failed: icm-api-secret-2027-04-22 (key id x) is valid until 2027-10-19T00:00:00Z and is not deleted",
      /nothing was deleted: revert the change .* run the revocation job for dev/,
    ],
    [
      "Graph's refusal",
      "unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied: Insufficient privileges",
      /must own the application/,
    ],
    [
      "a throttled Graph",
      "unexpected status 429 (429 Too Many Requests) with error: TooManyRequests",
      /in some minutes/,
    ],
    [
      "a stack that does not exist",
      "error: no stack named 'dev' found",
      /pulumi stack init dev --secrets-provider URL/,
    ],
    [
      "a key that may not be used",
      "https://k.vault.azure.net/keys/pulumi RESPONSE 403: Forbidden",
      /Key Vault Crypto User/,
    ],
    [
      "state that may not be read",
      "RESPONSE 403 ERROR CODE: AuthorizationPermissionMismatch",
      /Storage Blob Data Contributor/,
    ],
    ["a CLI that is not there", "pulumi: there is no such command on PATH", /install-pulumi/],
    ["anything else", "error: panic", /mend what the error above names/],
  ];
  for (const [what, text, remedy] of midway) {
    it(`ends with the remedy for ${what}, and the next run recovers`, async () => {
      on.engine.failures.push({ on: "pulumi up", text });
      await failsWith(up, {}, remedy);
      assert.equal(await run(up), 0);
      assert.equal(on.engine.keyId, "key-1");
    });
  }

  it("reports drift, and tells it from a check that could not be made", async () => {
    const drifted = "error: no changes were expected but changes were proposed\nResources:\n    ~ 1 to update\n";
    on.engine.failures.push({ on: "pulumi preview --refresh", text: drifted });
    await failsWith(
      "drift --stack dev",
      {},
      /commit what was changed by hand, or undo it: start the nightly pipeline of dev by hand with `refresh`/,
    );
    assert.match(on.log[0] ?? "", /dev is not as it was deployed/);
    on.engine.failures.push({ on: "pulumi preview --refresh", text: "error: connection refused" });
    await failsWith("drift --stack dev", {}, /mend what the error above names/);
    assert.match(on.log[0] ?? "", /could not be made/);
    assert.equal(await run("drift --stack dev"), 0);
  });

  it("is loud about a secret that runs out, and about not knowing", async () => {
    for (const [code, outcome, line] of [
      [1, 0, /^::warning::the client secret of dev needs attention/],
      [2, 1, /^::error::the client secret of dev is running out/],
      [3, 1, /^::error::nothing can be said about the client secret of dev/],
    ] as const) {
      on.engine.failures.push({ on: "icertis-access secret status", text: "", code });
      assert.equal(await run("status --stack dev"), outcome);
      assert.match(on.log[0] ?? "", line);
    }
  });

  it("says that a new secret is useless where its token would be refused, or its page could not be written", async () => {
    on.engine.failures.push({ on: "icertis-access verify", text: "", code: 1 });
    await failsWith("verify --stack dev", {}, /nobody has to enter anything in UiPath until this is green/);
    on.engine.failures.push({ on: "icertis-access handoff", text: "", code: 2 });
    await failsWith(up, {}, /in case the secret changed, .* hand-off --stack dev/);
    on.engine.failures.push({ on: "icertis-access handoff", text: "", code: 2 });
    await failsWith("hand-off --stack dev", {}, /the new secret has to be entered in UiPath/);
  });

  it("revokes nothing that was not confirmed, or that Git could not record", async () => {
    await failsWith("revoke --stack dev --confirm prod", {}, /type dev as the confirmation/);
    assert.equal(on.engine.calls.length, 0);
    on.engine.failures.push({ on: "git push", text: "remote: Permission denied" });
    await failsWith("revoke --stack dev --confirm dev", {}, /let the job write branches/);
    assert.equal(
      on.engine.lines.some((line) => line.startsWith("pulumi up")),
      false,
    );
  });

  it("signs in to Pulumi Cloud with a token of its own, or says what to register there", async () => {
    const variables = { PULUMI_BACKEND_URL: "https://api.pulumi.com", PULUMI_ORGANIZATION: "acme" };
    on.engine.failures.push({ on: "pulumi login", text: "error: invalid subject" });
    await failsWith(up, { variables }, /register the platform as an OIDC issuer of acme/);
    assert.equal(await run(up, { variables }), 0);
    const login = on.engine.lines.findLast((line) => line.startsWith("pulumi login")) ?? "";
    assert.match(login, /^pulumi login https:\/\/api\.pulumi\.com --oidc-token file:\/\/\S+ --oidc-org acme$/);
    assert.equal(await run(up, { variables: { ...variables, PULUMI_ACCESS_TOKEN: "set" } }), 0);
    assert.equal(on.engine.lines.filter((line) => line.startsWith("pulumi login")).length, 3, "refused, before, after");
  });

  it("says how to find the right words for a step, and nothing to do after help", async () => {
    for (const words of ["deploy", "up", "up --stack dev --force", "drift --stack"]) {
      await failsWith(words, {}, /correct the command as the message above says; `--help` lists what there is/);
    }
    assert.equal(await run("up --help"), 0);
    assert.deepEqual(on.log, []);
  });
});
