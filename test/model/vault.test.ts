import assert from "node:assert/strict";
import { parseVaultId, vaultNamePrefix, vaultProblems, type VaultSettings } from "../../model/vault";

const id =
  "/subscriptions/50b5c000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/team";
const keysOf = (vault: VaultSettings) => vaultProblems(vault).map(({ key }) => key);

describe("vault", () => {
  it("takes the parts of a resource id, and of nothing else", () => {
    assert.deepEqual(parseVaultId(id), {
      subscriptionId: "50b5c000-0000-4000-8000-000000000001",
      resourceGroup: "rg",
      name: "team",
    });
    for (const other of ["", "team", `${id}/secrets/x`, id.replace("KeyVault", "Storage")]) {
      assert.equal(parseVaultId(other), undefined);
    }
  });

  it("names a new vault after the stack within what a suffix of six leaves of 24 characters", () => {
    assert.equal(vaultNamePrefix("dev"), "icertis-dev");
    assert.equal(vaultNamePrefix("Prod_EU"), "icertis-prod-eu");
    assert.equal(vaultNamePrefix("a-very-long-stack"), "icertis-a-very-lo");
    assert.equal(vaultNamePrefix("customer-one"), "icertis-customer");
    for (const stack of ["dev", "a-very-long-stack", "customer-one", "--", "x".repeat(40)]) {
      assert.match(`${vaultNamePrefix(stack)}-abc123`, /^[a-z](?!.*--)[a-z0-9-]{1,22}[a-z0-9]$/);
    }
  });

  it("accepts a new vault and an existing one", () => {
    const readers = [{ objectId: "4ead0000-0000-4000-8000-000000000001", type: "Group" }];
    assert.deepEqual(vaultProblems({ resourceGroup: "rg", name: "icm-dev", location: "westeurope", readers }), []);
    assert.deepEqual(vaultProblems({ existing: id, secretOutputs: false }), []);
  });

  for (const [title, vault, keys] of [
    ["neither", {}, ["vault"]],
    ["both", { resourceGroup: "rg", existing: id }, ["vault"]],
    ["a name for an existing vault", { existing: id, name: "other" }, ["vault.name"]],
    ["a short id", { existing: "team" }, ["vault.existing"]],
    ["a name with two hyphens", { resourceGroup: "rg", name: "icm--dev" }, ["vault.name"]],
    ["a name that starts with a digit", { resourceGroup: "rg", name: "1cm" }, ["vault.name"]],
    ["a name of 25 characters", { resourceGroup: "rg", name: "a".repeat(25) }, ["vault.name"]],
    [
      "a reader that is no object id, of no known type",
      { resourceGroup: "rg", readers: [{ objectId: "me", type: "Robot" }] },
      ["vault.readers[0].objectId", "vault.readers[0].type"],
    ],
  ] as const) {
    it(`refuses ${title}`, () => {
      assert.deepEqual(keysOf(vault as VaultSettings), keys);
    });
  }
});
