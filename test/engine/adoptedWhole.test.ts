import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { EngineStack } from "../../workbench/engine/engineStack";
import { registerApi, type RegisteredApi } from "../../packages/entra-sandbox/src/testing/registeredApi";
import { describeOnEngine } from "./onEngine";
import { patch, portalTags, registrationOf, setInPortal, unordered } from "./portal";

const colleague = "4e3a0000-0000-4000-8000-000000000001";
const mailRead = { id: "570282fd-fa5c-430d-a7fd-fc8dc98a9dca", type: "Scope" };
const callback = "https://cloud.uipath.com/provisioning_/callback";

describeOnEngine(
  "a registration with everything a portal can set",
  {
    now: new Date("2026-11-23T08:00:00Z"),
    users: [{ id: colleague, userPrincipalName: "ada@contoso.example", isAdmin: true }],
  },
  (on) => {
    let dev: EngineStack;
    let portal: RegisteredApi;
    let made: ReturnType<typeof registrationOf>;
    const now = () => registrationOf(on.sandbox, portal.appId);
    const own = ["icertis-access", "icertis-access:organization/icertis-access/dev"];

    /** Fails where anything but what this program is for differs from what was made in the portal. */
    function assertNothingLost(): void {
      const { application, servicePrincipal } = now();
      assert.deepEqual(unordered(application.tags), unordered([...portalTags, ...own]));
      assert.deepEqual(unordered(servicePrincipal["tags"]), unordered([...portalTags, ...own]));
      const [graph, ...others] = application.requiredResourceAccess;
      assert.deepEqual(others, []);
      assert.ok(graph?.resourceAccess.some(({ id }) => id === mailRead.id));
      const mine = (from: typeof application) => {
        const { oauth2PermissionScopes, requestedAccessTokenVersion, ...api } = from.api;
        assert.equal(requestedAccessTokenVersion, 1);
        assert.deepEqual(
          oauth2PermissionScopes.map(({ id, value }) => [id, value]),
          [[portal.scopeId, "user_impersonation"]],
        );
        const apart = { tags: 0, requiredResourceAccess: 0, passwordCredentials: 0, displayName: 0 };
        return unordered({ ...from, ...apart, api });
      };
      assert.deepEqual(mine(application), mine(made.application));
      assert.deepEqual(unordered({ ...servicePrincipal, tags: 0 }), unordered({ ...made.servicePrincipal, tags: 0 }));
      assert.ok(application.passwordCredentials.some(({ keyId }) => keyId === portal.keyId));
    }

    before(async () => {
      portal = await registerApi(on.sandbox, {
        displayName: "ICM API (Dev)",
        web: { redirectUris: [callback], implicitGrantSettings: { enableAccessTokenIssuance: true } },
        requiredResourceAccess: [{ resourceAppId: "00000003-0000-0000-c000-000000000000", resourceAccess: [mailRead] }],
        appRoles: [
          {
            id: randomUUID(),
            value: "Reader",
            isEnabled: true,
            displayName: "Reader",
            description: "Reads",
            allowedMemberTypes: ["User"],
          },
        ],
      });
      await setInPortal(on.sandbox, portal.appId);
      await patch(on.sandbox, `/applications/${portal.id}`, {
        api: {
          preAuthorizedApplications: [{ appId: portal.appId, delegatedPermissionIds: [portal.scopeId] }],
        },
      });
      await patch(on.sandbox, `/servicePrincipals/${portal.principalId}`, { appRoleAssignmentRequired: true });
      const reference = { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${colleague}` };
      const owners = `/servicePrincipals/${portal.principalId}/owners/$ref`;
      assert.equal((await on.sandbox.graph()("POST", owners, reference)).status, 204);
      made = now();
      dev = await on.newStack("dev");
      on.setNow(dev, "2026-11-23T08:00:00Z");
      dev.configure({ adopt: { applicationObjectId: portal.id }, redirectUris: [callback] });
    });

    it("is not adopted before the configuration says that users must be assigned", async () => {
      await assert.rejects(dev.up(), /icertis-access:assignmentRequired: got false/);
      dev.configure({ assignmentRequired: true });
    });

    it("is not adopted before the configuration lists the owners of the service principal", async () => {
      await assert.rejects(dev.stack.preview(), new RegExp(`would remove ${colleague}`));
      assert.deepEqual(now(), made);
      const deployer = on.sandbox.identities[0]?.objectId ?? "";
      const reference = { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${colleague}` };
      const answer = await on.sandbox.graph()("POST", `/applications/${portal.id}/owners/$ref`, reference);
      assert.equal(answer.status, 204);
      made = now();
      dev.configure({ owners: [deployer, colleague] });
    });

    it("loses nothing when it is adopted", async () => {
      await dev.up();
      assertNothingLost();
      await dev.stack.preview({ expectNoChanges: true, refresh: true });
    });

    it("loses nothing when the setting is dropped", async () => {
      dev.configure({ adopt: undefined });
      await dev.stack.preview({ expectNoChanges: true });
      await dev.stack.preview({ expectNoChanges: true, refresh: true });
      await dev.up();
      assertNothingLost();
    });

    it("loses nothing in a rotation, a refresh and an update", async () => {
      on.setNow(dev, "2027-04-22T08:00:00Z");
      await dev.up();
      assertNothingLost();
      await dev.stack.refresh();
      dev.configure({ displayName: "ICM API (Adopted)" });
      await dev.up();
      assert.equal(now().application.displayName, "ICM API (Adopted)");
      assertNothingLost();
    });
  },
);
