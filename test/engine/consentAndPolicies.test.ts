import assert from "node:assert/strict";
import { describeOnEngine } from "./onEngine";

const roles = ["Application.ReadWrite.OwnedBy", "DelegatedPermissionGrant.ReadWrite.All"];
const now = new Date("2026-11-23T08:00:00Z");

describeOnEngine("admin consent, by an identity with the right to grant it", { now, identities: [{ roles }] }, (on) => {
  it("is granted for the API's scopes and for signing in, once", async () => {
    const dev = await on.newStack("dev");
    on.setNow(dev, "2026-11-23T08:00:00Z");
    dev.configure({ adminConsent: true });
    const { outputs } = await dev.up();
    const grants = on.sandbox.directory.grants.allNewest();
    assert.deepEqual(
      grants.map(({ consentType, clientId, scope }) => ({
        consentType,
        clientId,
        scope: scope.trim().split(" ").sort(),
      })),
      [{ scope: ["user_impersonation"] }, { scope: ["User.Read", "offline_access", "openid", "profile"] }]
        .map((grant) => ({
          consentType: "AllPrincipals",
          clientId: outputs["servicePrincipalObjectId"]?.value as string,
          ...grant,
        }))
        .sort(
          (a, b) =>
            grants.findIndex((g) => g.scope.includes(a.scope[0]!)) -
            grants.findIndex((g) => g.scope.includes(b.scope[0]!)),
        ),
    );
    assert.deepEqual((await dev.stack.preview({ expectNoChanges: true, refresh: true })).changeSummary, { same: 11 });
  });
});

describeOnEngine("what the tenant does not allow", { now, credentialPolicy: { passwordLifetimeDays: 90 } }, (on) => {
  it("ends in the provider's error and a hint; the next up goes on", async () => {
    const dev = await on.newStack("dev");
    on.setNow(dev, "2026-11-23T08:00:00Z");
    dev.configure({ adminConsent: true });
    await assert.rejects(dev.up(), (error: Error) => {
      assert.match(error.message, /set adminConsent: false and have an administrator open the adminConsentUrl output/);
      return true;
    });
    dev.configure({ adminConsent: false });
    await assert.rejects(dev.up(), (error: Error) => {
      assert.match(
        error.message,
        /a policy of the tenant limits how long a client secret may live: set rotation\.lifetimeDays/,
      );
      return true;
    });
    dev.configure({ rotation: { firstIssued: "2026-11-23", lifetimeDays: 90, overlapDays: 30 } });
    await dev.up();
    assert.equal(on.sandbox.directory.applications.allNewest().length, 1);
  });
});
