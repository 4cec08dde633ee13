import assert from "node:assert/strict";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { registerApi, type RegisteredApi } from "../../packages/entra-sandbox";
import { describeOnEngine } from "./onEngine";
import { credentialsOf, onlyApplication, scopesOf } from "./tenant";

const human = "4e3a0000-0000-4000-8000-000000000001";

describeOnEngine(
  "a registration made in the portal",
  {
    now: new Date("2026-11-23T08:00:00Z"),
    users: [{ id: human, userPrincipalName: "admin@contoso.onmicrosoft.com", isAdmin: true }],
  },
  (on) => {
    let dev: EngineStack;
    let portal: RegisteredApi;
    const deployer = () => on.sandbox.identities[0]?.objectId ?? "";

    before(async () => {
      portal = await registerApi(on.sandbox, {
        displayName: "ICM API (Dev)",
        notes: "Made by hand.",
        web: { redirectUris: ["https://cloud.uipath.com/provisioning_/callback", "https://old.example.com/callback"] },
      });
      const reference = { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${human}` };
      for (const path of [`applications/${portal.id}`, `servicePrincipals/${portal.principalId}`]) {
        assert.equal((await on.sandbox.graph()("POST", `/${path}/owners/$ref`, reference)).status, 204);
      }
      dev = await on.newStack("dev");
      on.setNow(dev, "2026-11-23T08:00:00Z");
    });

    it("is not adopted where that would take something away: everything lost is named at once", async () => {
      dev.configure({ adopt: { applicationObjectId: portal.id } });
      await assert.rejects(dev.up(), (error: Error) => {
        assert.match(error.message, /adopting it would remove https:\/\/old\.example\.com\/callback/);
        assert.match(
          error.message,
          new RegExp(`owners: .* would remove ${human}; write \\["${deployer()}","${human}"\\]`),
        );
        assert.doesNotMatch(error.message, /at .*\.ts:\d+/);
        return true;
      });
      dev.configure({ adopt: { applicationObjectId: portal.appId } });
      await assert.rejects(dev.up(), /adopt\.applicationObjectId: got .* must be the object id \(not the client id\)/);
      dev.configure({ adopt: { applicationObjectId: portal.id, scopeIds: { user_impersonation: human } } });
      await assert.rejects(dev.up(), new RegExp(`differs from the id the scope has, ${portal.scopeId}`));
      assert.equal(onlyApplication(on.sandbox).web.redirectUris.length, 2);
    });

    it("keeps ids, owners, redirect URIs and its own secret, and gets what it lacked", async () => {
      dev.configure({
        adopt: { applicationObjectId: portal.id },
        redirectUris: ["https://cloud.uipath.com/provisioning_/callback", "https://old.example.com/callback"],
        owners: [deployer(), human],
      });
      const preview = await dev.stack.preview();
      assert.equal(preview.changeSummary["replace" as "create"], undefined);
      const { outputs } = await dev.up();
      const application = onlyApplication(on.sandbox);
      assert.deepEqual([application.id, application.appId], [portal.id, portal.appId]);
      assert.deepEqual(scopesOf(on.sandbox), { user_impersonation: portal.scopeId });
      assert.deepEqual([...application.owners].sort(), [deployer(), human].sort());
      assert.deepEqual([...application.web.redirectUris].sort(), [
        "https://cloud.uipath.com/provisioning_/callback",
        "https://old.example.com/callback",
      ]);
      assert.deepEqual(application.identifierUris, [portal.identifierUri]);
      assert.equal(application["notes"], "Made by hand.");
      assert.equal(application.tags.includes("icertis-access:organization/icertis-access/dev"), true);
      assert.equal(outputs["servicePrincipalObjectId"]?.value, portal.principalId);
      const ids = credentialsOf(on.sandbox).map(({ keyId }) => keyId);
      assert.deepEqual(ids.sort(), [portal.keyId, outputs["clientSecretKeyId"]?.value as string].sort());
    });

    it("does not notice when the key is dropped", async () => {
      assert.deepEqual((await dev.stack.preview({ expectNoChanges: true })).changeSummary, { same: 9 });
      dev.configure({ adopt: undefined });
      const plain = await dev.stack.preview({ expectNoChanges: true, refresh: true });
      assert.deepEqual(plain.changeSummary, { same: 9 });
    });

    it("is given a service principal where it has none, as one made through an API", async () => {
      const { body } = await on.sandbox.graph()("POST", "/applications", { displayName: "Bare" });
      const prod = await on.newStack("prod");
      on.setNow(prod, "2026-11-23T08:00:00Z");
      prod.configure({ adopt: { applicationObjectId: (body as { id: string }).id } });
      assert.deepEqual((await prod.stack.preview()).changeSummary, { import: 1, update: 1, create: 8 });
    });
  },
);
