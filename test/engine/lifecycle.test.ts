import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type * as auto from "@pulumi/pulumi/automation";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { describeOnEngine } from "./onEngine";
import { credentialsOf, onlyApplication, scopesOf } from "./tenant";

describeOnEngine("a stack from its creation to its end", { now: new Date("2026-11-23T08:00:00Z") }, (on) => {
  let dev: EngineStack;
  let outputs: auto.OutputMap;
  let firstUp: string;

  it("creates one application with everything that belongs to it", async () => {
    dev = await on.newStack("dev");
    on.setNow(dev, "2026-11-23T08:00:00Z");
    const up = await dev.up();
    outputs = up.outputs;
    firstUp = up.stdout + up.stderr;
    assert.deepEqual(up.summary.resourceChanges, { create: 9 });
    assert.doesNotMatch(up.stdout, /warning/);

    const application = onlyApplication(on.sandbox);
    assert.equal(application.displayName, "ICM API (Dev)");
    assert.equal(application.signInAudience, "AzureADMyOrg");
    assert.deepEqual(application.identifierUris, [`api://${application.appId}`]);
    assert.equal(application.api.requestedAccessTokenVersion, 1);
    assert.deepEqual(application.web.implicitGrantSettings, {
      enableAccessTokenIssuance: true,
      enableIdTokenIssuance: false,
    });
    assert.deepEqual([...application.web.redirectUris].sort(), [
      "http://localhost:8400/callback",
      "https://cloud.uipath.com/provisioning_/callback",
    ]);
    assert.deepEqual([...application.tags].sort(), [
      "icertis-access",
      "icertis-access:organization/icertis-access/dev",
    ]);
    const deployer = on.sandbox.identities[0]?.objectId;
    assert.deepEqual(application.owners, [deployer]);
    const principal = on.sandbox.directory.servicePrincipals
      .allNewest()
      .find(({ appId }) => appId === application.appId);
    assert.ok(principal);
    assert.deepEqual(principal.owners, [deployer]);
    assert.deepEqual([...(principal.tags as string[])].sort(), [...application.tags].sort());

    assert.equal(outputs["clientId"]?.value, application.appId);
    assert.equal(outputs["objectId"]?.value, application.id);
    assert.equal(outputs["servicePrincipalObjectId"]?.value, principal.id);
    assert.equal(outputs["tenantId"]?.value, on.sandbox.tenantId);
  });

  it("issues a secret, and keeps it out of plain state and console", () => {
    const [credential, ...others] = credentialsOf(on.sandbox);
    assert.equal(others.length, 0);
    assert.equal(credential?.endDateTime, "2027-05-22T00:00:00Z");
    assert.equal(credential.keyId, outputs["clientSecretKeyId"]?.value);
    const secrets = Object.entries(outputs).filter(([, { secret }]) => secret);
    assert.deepEqual(secrets.map(([key]) => key).sort(), ["clientSecret", "uipathConnection"]);
    const value = outputs["clientSecret"]?.value as string;
    assert.ok(value.startsWith(credential.hint ?? "missing"), "the published secret is the one Entra ID holds");
    const state = readdirSync(dev.stateFolder, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    assert.ok(state.length > 0);
    for (const file of state) {
      const text = readFileSync(join(file.parentPath, file.name), "utf8");
      assert.equal(text.includes(value), false, `${file.name} holds the secret encrypted only`);
    }
    assert.equal(firstUp.includes(value), false, "the console never shows it");
  });

  it("finds nothing to change, with and without a refresh", async () => {
    const plain = await dev.stack.preview({ expectNoChanges: true });
    assert.deepEqual(plain.changeSummary, { same: 9 });
    const refreshed = await dev.stack.preview({ expectNoChanges: true, refresh: true });
    assert.deepEqual(refreshed.changeSummary, { same: 9 });
    assert.deepEqual((await dev.stack.up({ refresh: true })).summary.resourceChanges, { same: 9 });
  });

  it("adds, re-orders and removes scopes without touching another's id or the identifier URI", async () => {
    const before = scopesOf(on.sandbox);
    dev.configure({ scopes: [{ value: "Agreements.Read" }, { value: "user_impersonation" }] });
    await dev.up();
    const added = scopesOf(on.sandbox);
    assert.equal(added["user_impersonation"], before["user_impersonation"]);
    assert.deepEqual(Object.keys(added).sort(), ["Agreements.Read", "user_impersonation"]);

    dev.configure({ scopes: [{ value: "user_impersonation" }, { value: "Agreements.Read" }] });
    const reordered = await dev.stack.preview();
    assert.deepEqual(reordered.changeSummary, { same: 10 });

    dev.configure({ scopes: [{ value: "Agreements.Read" }] });
    await dev.up();
    assert.deepEqual(scopesOf(on.sandbox), { "Agreements.Read": added["Agreements.Read"] });
    const application = onlyApplication(on.sandbox);
    assert.deepEqual(application.identifierUris, [`api://${application.appId}`]);
    assert.equal(application.appId, outputs["clientId"]?.value);
  });

  it("undoes what was changed by hand once it looks", async () => {
    const application = onlyApplication(on.sandbox);
    await on.sandbox.graph()("PATCH", `/v1.0/applications/${application.id}`, { displayName: "Renamed by hand" });
    const drift = await dev.stack.preview({ refresh: true });
    assert.deepEqual(drift.changeSummary, { same: 8, update: 1 });
    await dev.stack.up({ refresh: true });
    assert.equal(onlyApplication(on.sandbox).displayName, "ICM API (Dev)");
  });

  it("is destroyed with its program while revocation is allowed, and only then", async () => {
    await assert.rejects(dev.destroy(), /is valid until 2027-05-22T00:00:00Z and is not deleted/);
    const after = await dev.stack.preview({ expectNoChanges: true });
    assert.deepEqual(after.changeSummary, { same: 9 });

    dev.configure({
      rotation: {
        firstIssued: "2026-11-23",
        lifetimeDays: 180,
        overlapDays: 30,
        allowRevocationUntil: "2026-11-23T09:00:00Z",
      },
    });
    await dev.destroy();
    assert.deepEqual(
      on.sandbox.directory.applications.allNewest().map(({ displayName }) => displayName),
      [],
    );
  });
});
