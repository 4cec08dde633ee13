import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ApiApplication } from "../../components/apiApplication";
import type { ApiApplicationArgs } from "../../components/apiApplicationArgs";
import { deployerId, recordedRun, tenantId, valueOf } from "../recordedRun";

const args: ApiApplicationArgs = {
  now: "2026-11-23T09:00:00+01:00",
  tenantId: pulumi.output(tenantId),
  owners: [pulumi.output(deployerId)],
  displayName: "ICM API",
  redirectUris: ["https://cloud.uipath.com/provisioning_/callback"],
  implicitAccessTokens: false,
  scopes: [{ value: "user_impersonation", type: "Admin", displayName: "Use ICI", description: "Uses ICI." }],
  rotation: { firstIssued: "2026-11-23T07:59:59Z", lifetimeDays: 90, overlapDays: 30, description: "Secret" },
  cloud: "china",
  acceptGuidAudience: false,
  protect: false,
  clientApplication: "same",
  adminConsent: false,
};

describe("ApiApplication, used by another program", () => {
  it("takes outputs for tenant and owners, and its texts and hosts from the args", async () => {
    const { result, registrations } = await recordedRun(() => new ApiApplication("other", args));
    assert.equal(
      await valueOf(result.openIdMetadataUrl),
      `https://login.partner.microsoftonline.cn/${tenantId}/v2.0/.well-known/openid-configuration`,
    );
    assert.equal(await valueOf(result.clientSecretExpiresOn), "2027-02-21T07:59:59Z");
    const application = registrations.find(({ name }) => name === "other-app");
    assert.deepEqual(application?.inputs["owners"], [deployerId]);
    assert.deepEqual(application?.inputs["api"], {
      requestedAccessTokenVersion: 1,
      oauth2PermissionScopes: [
        {
          id: "00000000-0000-4000-8000-000000000001",
          value: "user_impersonation",
          type: "Admin",
          enabled: true,
          adminConsentDisplayName: "Use ICI",
          adminConsentDescription: "Uses ICI.",
        },
      ],
    });
    const secrets = registrations.filter(({ type }) => type.endsWith(":ApplicationPassword"));
    assert.deepEqual(
      secrets.map(({ name }) => name),
      ["other-secret-2026-11-23T07-59-59Z"],
    );
  });

  for (const [title, wrong, lines] of [
    [
      "every wrong argument at once",
      { cloud: "mars", displayName: " ", redirectUris: ["http://example.com/cb"] },
      [
        "wrong arguments:",
        '  displayName: got " "; must be 1 to 120 characters long, not only spaces; choose a name such as "ICM API"',
        '  redirectUris[0]: got "http://example.com/cb"; must be https, or http for localhost and 127.0.0.1 only; use the https address',
        '  cloud: got "mars"; must be one of public, usgovernment, dod, china; public is right for commercial tenants and GCC',
      ],
    ],
    [
      "an instant that is none",
      { now: "today" },
      [
        "wrong arguments:",
        '  now: got "today"; must be an instant, ISO 8601 with Z or an offset; pass new Date().toISOString()',
      ],
    ],
  ] as const) {
    it(`refuses ${title}, before any registration but its own`, async () => {
      const names: string[] = [];
      await recordedRun(() => {
        assert.throws(
          () => new ApiApplication("other", { ...args, ...wrong } as ApiApplicationArgs),
          (error) => {
            assert.ok(pulumi.ResourceError.isInstance(error));
            assert.equal(error.hideStack, true);
            assert.equal(error.message, lines.join("\n"));
            return true;
          },
        );
      }).then((run) => names.push(...run.registrations.map(({ name }) => name)));
      assert.deepEqual(names, ["other"]);
    });
  }
});
