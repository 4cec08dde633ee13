import * as authorization from "@pulumi/azure-native/authorization";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";
import { parseVaultId, type VaultSettings } from "../model/vault";

/** The Azure subscription this run deploys to. */
export interface Subscription {
  readonly subscriptionId: string;
  readonly tenantId: string;
}

/**
 * The subscription this run deploys to, after a look whether a configured vault is there.
 *
 * @throws pulumi.RunError where it is not, before any resource is registered in Azure
 */
export async function vaultSubscription(vault: VaultSettings): Promise<Subscription> {
  const { subscriptionId, tenantId } = await authorization.getClientConfig();
  const existing = parseVaultId(vault.existing ?? "");
  if (existing) {
    const here = existing.subscriptionId.toLowerCase() === subscriptionId.toLowerCase();
    if (!here) throw unknownVault(vault, `it belongs to another subscription than this run's, ${subscriptionId}`);
    const { resourceGroup: resourceGroupName, name: vaultName } = existing;
    await keyvault.getVault({ resourceGroupName, vaultName }).catch((error: Error) => {
      throw unknownVault(vault, error.message);
    });
  }
  return { subscriptionId, tenantId };
}

function unknownVault({ existing }: VaultSettings, reason: string): pulumi.RunError {
  const got = JSON.stringify(existing);
  return new pulumi.RunError(
    `${pulumi.getProject()}:vault.existing: got ${got}; must be the resource id of a vault this run can read (${reason}); print it with \`az keyvault show --name NAME --query id\`, and give the deploying identity Reader on it`,
  );
}
