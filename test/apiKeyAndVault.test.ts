import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  runAt,
  runIndex,
  subscriptionId,
  tenantId,
  valueOf,
  vaultGroup,
  type RecordedRun,
  type RunOptions,
} from "./recordedRun";
import { stackConfig } from "../workbench/engine/stackConfig";

type Run = RecordedRun<Record<string, unknown>>;

function runWith(settings: Record<string, unknown>, options: RunOptions = {}, instant = "2026-11-23"): Promise<Run> {
  return runAt(instant, () => runIndex({ stack: "prod", config: stackConfig("prod", settings), ...options }));
}

/** What was kept in the vault: name, and the properties and tags of it, the secrets unwrapped. */
function keptIn(run: Run) {
  return run.registrations
    .filter(({ type }) => type === "azure-native:keyvault:Secret")
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ inputs }) => {
      const { value, ...properties } = inputs["properties"] as { value: { value: string } };
      return {
        name: inputs["secretName"],
        value: value.value,
        secret: pulumi.runtime.isRpcSecret(value),
        properties,
        tags: inputs["tags"],
      };
    });
}

const apiKeyStack = { authentication: "apiKey", instance: "acme", apiKey: "key-of-a-user", rotation: {} };
const secretKeys = ["icertis-access:apiKey"];
const stackTag = { "icertis-access": "acme/icertis-access/prod" };

describe("authentication: apiKey", () => {
  it("registers nothing and exports UiPath's field and where the key comes from", async () => {
    const run = await runWith(apiKeyStack, { secretKeys });
    assert.deepEqual(run.registrations, []);
    assert.deepEqual(run.calls, []);
    const { uipathConnection, ...open } = run.result;
    assert.deepEqual(open, {
      contractVersion: 1,
      authentication: "apiKey",
      apiKeyUrl: "https://acme.icertis.com/userinformation/GetUserApiToken",
    });
    const connection = uipathConnection as pulumi.Output<unknown>;
    assert.equal(await pulumi.isSecret(connection), true);
    assert.deepEqual(await valueOf(connection), { apiKey: "key-of-a-user" });
  });

  it("keeps the key in a vault, and out of the outputs where that is wanted", async () => {
    const vault = { resourceGroup: "rg", secretOutputs: false };
    const run = await runWith({ ...apiKeyStack, apiKeyExpiresOn: "2027-03-01", vault }, { secretKeys });
    assert.deepEqual(keptIn(run), [
      {
        name: "icertis-api-key",
        value: "key-of-a-user",
        secret: true,
        properties: {
          contentType: "ICMAuthToken",
          attributes: { enabled: true, expires: Date.parse("2027-03-01") / 1000 },
        },
        tags: stackTag,
      },
    ]);
    assert.deepEqual(Object.keys(run.result), [
      "contractVersion",
      "authentication",
      "apiKeyUrl",
      "apiKeyExpiresOn",
      "vaultSecretUri",
    ]);
    assert.equal(run.result["apiKeyExpiresOn"], "2027-03-01T00:00:00Z");
  });
});

describe("vault", () => {
  const reader = "4ead0000-0000-4000-8000-000000000001";

  it("is created closed, with a name of its own, for the readers named", async () => {
    const run = await runWith({ vault: { resourceGroup: "rg", readers: [{ objectId: reader }] } });
    const vault = run.registrations.find(({ type }) => type === "azure-native:keyvault:Vault");
    assert.deepEqual(vault?.inputs, {
      resourceGroupName: "rg",
      vaultName: "icertis-prod-abc123",
      properties: {
        tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        enablePurgeProtection: true,
        enabledForDeployment: false,
        enabledForDiskEncryption: false,
        enabledForTemplateDeployment: false,
        publicNetworkAccess: "Disabled",
      },
      tags: stackTag,
    });
    assert.deepEqual(vault.hooks.onError, ["icm-api-vault-remedy"]);
    const role = run.registrations.find(({ type }) => type === "azure-native:authorization:RoleAssignment");
    assert.deepEqual(role?.inputs, {
      principalId: reader,
      principalType: "ServicePrincipal",
      scope: `${vaultGroup}/providers/Microsoft.KeyVault/vaults/icm-api-vault-vault`,
      roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6`,
    });
  });

  it("keeps the published secret, the one before while it lives, and the fragment", async () => {
    const run = await runWith({ vault: { resourceGroup: "rg" } }, {}, "2027-10-01");
    const clientId = "c11e0000-0000-4000-8000-000000000001";
    const [current, previous, fragment, ...others] = keptIn(run);
    assert.equal(others.length, 0);
    const kept = (name: string, issued: string, ends: string) => ({
      name,
      value: `value-of-icm-api-secret-${issued}`,
      secret: true,
      properties: {
        contentType: "Microsoft Entra ID client secret",
        attributes: { enabled: true, notBefore: Date.parse(issued) / 1000, expires: Date.parse(ends) / 1000 },
      },
      tags: { ...stackTag, clientId, keyId: `key-of-icm-api-secret-${issued}`, issuedOn: `${issued}T00:00:00Z` },
    });
    assert.deepEqual(current, kept("icertis-client-secret", "2027-09-24", "2028-09-23"));
    assert.deepEqual(previous, kept("icertis-client-secret-previous", "2026-11-23", "2027-11-23"));
    assert.equal(fragment?.name, "icertis-tenant-json");
    assert.equal(fragment.value, await valueOf(run.result["tenantJson"] as pulumi.Output<string>));
    const uri = await valueOf(run.result["vaultSecretUri"] as pulumi.Output<string>);
    assert.equal(uri, "https://vault.example/secrets/icm-api-vault-icertis-client-secret");
    assert.ok("clientSecret" in run.result && "uipathConnection" in run.result);
  });

  it("declares the same secrets over two years, none of them ever to be deleted", async () => {
    const overlaps = ["2027-09-24", "2027-11-22", "2028-07-25", "2028-09-22"];
    const days = ["2026-11-23", "2027-09-23", ...overlaps, "2027-11-23", "2028-09-23", "2028-11-23"];
    for (const day of days) {
      const run = await runWith({ vault: { resourceGroup: "rg" } }, {}, day);
      const kept = run.registrations.filter(({ type }) => type === "azure-native:keyvault:Secret");
      assert.deepEqual(
        kept.map(({ name, retainOnDelete }) => [name.replace("icm-api-vault-", ""), retainOnDelete]).sort(),
        [
          ["icertis-client-secret", true],
          ["icertis-client-secret-previous", true],
          ["icertis-tenant-json", true],
        ],
      );
      const { value, properties } = keptIn(run)[1] ?? {};
      const { enabled } = (properties as { attributes: { enabled: boolean } }).attributes;
      assert.deepEqual([enabled, String(value).startsWith("value-of-")], Array(2).fill(overlaps.includes(day)), day);
    }
  });

  it("keeps secrets out of the stack outputs where that is wanted", async () => {
    const run = await runWith({ vault: { resourceGroup: "rg", secretOutputs: false } });
    const secret = await Promise.all(Object.values(run.result).map((value) => pulumi.isSecret(pulumi.output(value))));
    assert.equal(secret.includes(true), false);
    assert.equal("clientSecret" in run.result || "uipathConnection" in run.result, false);
  });

  it("uses an existing one of this subscription that can be read, and refuses another with its remedy", async () => {
    const existing = `${vaultGroup}/providers/Microsoft.KeyVault/vaults/team-vault`;
    const getVault = "azure-native:keyvault:getVault";
    const asked: unknown[] = [];
    const answers = {
      [getVault]: (inputs: Record<string, unknown>) => {
        asked.push(inputs);
        return { id: existing };
      },
    };
    const run = await runWith({ vault: { existing } }, { answers });
    assert.deepEqual(asked, [{ resourceGroupName: "rg", vaultName: "team-vault" }]);
    assert.equal(
      run.registrations.some(({ type }) => type === "azure-native:keyvault:Vault"),
      false,
    );
    const secret = run.registrations.find(({ type }) => type === "azure-native:keyvault:Secret");
    assert.equal(secret?.inputs["vaultName"], "team-vault");

    const missing = {
      [getVault]: () => {
        throw new Error("ResourceNotFound");
      },
    };
    await assert.rejects(runWith({ vault: { existing } }, { answers: missing }), (error: Error) => {
      assert.ok(pulumi.RunError.isInstance(error));
      assert.match(
        error.message,
        /vault\.existing: got ".*team-vault"; must be the resource id of a vault this run can/,
      );
      assert.match(error.message, /az keyvault show --name NAME --query id/);
      return true;
    });
    const elsewhere = existing.replace(subscriptionId, "0e5e0000-0000-4000-8000-000000000001");
    await assert.rejects(
      runWith({ vault: { existing: elsewhere } }),
      /belongs to another subscription than this run's/,
    );
  });
});
