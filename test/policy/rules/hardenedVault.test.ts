import assert from "node:assert/strict";
import { hardenedVault } from "../../../policy/rules/hardenedVault";
import { messagesOf, unknown } from "../analyzed";

const type = "azure-native:keyvault:Vault";
const hardened = {
  enableRbacAuthorization: true,
  enableSoftDelete: true,
  enablePurgeProtection: true,
  publicNetworkAccess: "disabled",
};
const rbac = "properties.enableRbacAuthorization must be true: access policies let whoever may write the vault read it";
const purge = "properties.enablePurgeProtection must be true: a deleted vault could be purged with every secret in it";
const softDelete = "properties.enableSoftDelete must be true: what is deleted could not be recovered";
const network = "properties.publicNetworkAccess must be Disabled: the vault would answer every network";

describe("policy rule hardened-vault", () => {
  it("accepts a hardened vault, also one whose soft delete is the default", async () => {
    assert.deepEqual(await messagesOf(hardenedVault, { type, props: { properties: hardened } }), []);
    const left = { ...hardened, enableSoftDelete: undefined };
    assert.deepEqual(await messagesOf(hardenedVault, { type, props: { properties: left } }), []);
  });

  it("refuses what is off or left out, in every version of the resource", async () => {
    for (const vault of [
      type,
      "azure-native:keyvault/v20230701:Vault",
      "azure-native_keyvault_v20230701:keyvault:Vault",
    ]) {
      assert.deepEqual(await messagesOf(hardenedVault, { type: vault, props: { properties: {} } }), [
        rbac,
        purge,
        network,
      ]);
      const off = { enableRbacAuthorization: false, enableSoftDelete: false, publicNetworkAccess: "Enabled" };
      const open = { ...hardened, ...off, enablePurgeProtection: false };
      const all = [rbac, purge, softDelete, network];
      assert.deepEqual(await messagesOf(hardenedVault, { type: vault, props: { properties: open } }), all);
    }
  });

  it("allows public networks where it is configured to", async () => {
    const open = { type, props: { properties: { ...hardened, publicNetworkAccess: "Enabled" } } };
    assert.deepEqual(await messagesOf(hardenedVault, open), [network]);
    assert.deepEqual(await messagesOf(hardenedVault, open, { allowPublicNetworkAccess: true }), []);
  });

  it("judges what is known beside what is not", async () => {
    const partly = { ...hardened, enableRbacAuthorization: unknown, enablePurgeProtection: false };
    assert.deepEqual(await messagesOf(hardenedVault, { type, props: { properties: partly } }), [purge]);
    assert.deepEqual(await messagesOf(hardenedVault, { type, props: { properties: unknown } }), []);
  });

  it("says nothing of other resources", async () => {
    for (const other of ["azure-native:keyvault:Secret", "azure-native:keyvaults:Vault", "azure:keyvault:Vault"]) {
      assert.deepEqual(await messagesOf(hardenedVault, { type: other }), []);
    }
  });
});
