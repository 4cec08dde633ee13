import assert from "node:assert/strict";
import { parseVaultId, vaultNamePrefix } from "../../model/vault";

const id =
  "/subscriptions/50b5c000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/team";

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
});
