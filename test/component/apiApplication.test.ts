import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ApiApplication, type ApiApplicationArgs } from "../../component/index";
import { UserError } from "../../entra/userError";
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

describe("the component package", () => {
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

  it("gives every output as a field, and registers them", async () => {
    const run = await recordedRun(() => new ApiApplication("other", args));
    const component = run.registrations.find(({ name }) => name === "other");
    const registered = run.registeredOutputs(component?.urn ?? "");
    const fields = { ...run.result } as Record<string, unknown>;
    const missing = Object.keys(registered).filter((name) => !pulumi.Output.isInstance(fields[name]));
    assert.deepEqual(missing, []);
    assert.equal(Object.keys(registered).includes("uipathConnection"), true);
  });

  it("takes the clock and the provider's metadata host where none are given", async () => {
    const { now, ...rest } = args;
    assert.ok(now);
    const today = new Date().toISOString().slice(0, 10);
    const rotation = { ...args.rotation, firstIssued: today };
    const { result } = await recordedRun(() => new ApiApplication("other", { ...rest, rotation }));
    assert.equal(await valueOf(result.clientSecretIssuedOn), `${today}T00:00:00Z`);
  });

  it("refuses every wrong argument at once, before any registration but its own", async () => {
    const wrong = { ...args, cloud: "mars", displayName: " ", redirectUris: ["http://example.com/cb"], now: "today" };
    const run = await recordedRun(() => {
      assert.throws(
        () => new ApiApplication("other", wrong),
        (error) => {
          assert.ok(error instanceof UserError && pulumi.RunError.isInstance(error));
          assert.equal(error.code, "arguments-invalid");
          const lines = error.message.split("\n").slice(1);
          assert.deepEqual(
            lines.map((line) => line.split(":")[0]?.trim()),
            ["now", "displayName", "redirectUris[0]", "cloud"],
          );
          return true;
        },
      );
    });
    assert.deepEqual(
      run.registrations.map(({ name }) => name),
      ["other"],
    );
  });
});
