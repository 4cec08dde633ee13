import type * as pulumi from "@pulumi/pulumi";
import type { VaultSettings } from "../model/vault";
import type { DeclaredApplication } from "./apiApplication";
import type { ClientSecret } from "./rotatingSecret";
import type { SecretVault, VaultEntry } from "./secretVault";

const previousName = "icertis-client-secret-previous";

/**
 * The published client secret, the one before while it lives, and the tenant.json fragment. The set of entries never
 * changes: a vault secret that is no longer declared would stay in the vault, and could not be created again.
 */
export function clientSecretEntries({ outputs, previousSecret }: DeclaredApplication): VaultEntry[] {
  const entry = (name: string, { value, keyId, issuedOn, expiresOn }: ClientSecret): VaultEntry => ({
    name,
    value,
    contentType: "Microsoft Entra ID client secret",
    notBefore: issuedOn,
    expires: expiresOn,
    tags: { clientId: outputs.clientId, keyId, issuedOn },
  });
  const current = {
    value: outputs.clientSecret,
    keyId: outputs.clientSecretKeyId,
    issuedOn: outputs.clientSecretIssuedOn,
    expiresOn: outputs.clientSecretExpiresOn,
  };
  return [
    entry("icertis-client-secret", current),
    previousSecret ? entry(previousName, previousSecret) : noPrevious,
    { name: "icertis-tenant-json", value: outputs.tenantJson, contentType: "application/json" },
  ];
}

/** What stands in for the secret before while there is none: disabled, so that nobody takes it for one. */
const noPrevious: VaultEntry = {
  name: previousName,
  value: "there is no previous client secret",
  contentType: "Microsoft Entra ID client secret",
  enabled: false,
};

/** The API key of the connector's second authentication type. */
export function apiKeyEntries(apiKey: pulumi.Output<string>, expires: string | undefined): VaultEntry[] {
  const end = expires === undefined ? {} : { expires };
  return [{ name: "icertis-api-key", value: apiKey, contentType: "ICMAuthToken", ...end }];
}

/** Keeps texts in the configured vault. Loads azure-native, which nothing else in this program does. */
export async function keptInVault(vault: VaultSettings, entries: readonly VaultEntry[]): Promise<SecretVault> {
  const { SecretVault, vaultSubscription } = await import("./secretVault");
  return new SecretVault("icm-api-vault", { vault, entries, subscription: await vaultSubscription(vault) });
}
