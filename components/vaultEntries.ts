import type * as pulumi from "@pulumi/pulumi";
import type { VaultSettings } from "../model/vault";
import type { ApiApplication } from "./apiApplication";
import type { SecretVault, VaultEntry } from "./secretVault";

/** The published client secret, the one before while it lives, and the tenant.json fragment. */
export function clientSecretEntries(application: ApiApplication): VaultEntry[] {
  const { previousClientSecret: value, previousClientSecretExpiresOn: expires } = application;
  const current: VaultEntry = {
    name: "icertis-client-secret",
    value: application.clientSecret,
    contentType: "Microsoft Entra ID client secret",
    notBefore: application.clientSecretIssuedOn,
    expires: application.clientSecretExpiresOn,
    tags: {
      clientId: application.clientId,
      keyId: application.clientSecretKeyId,
      issuedOn: application.clientSecretIssuedOn,
    },
  };
  const previous: VaultEntry[] =
    value && expires
      ? [
          {
            ...current,
            name: "icertis-client-secret-previous",
            value,
            notBefore: application.previousClientSecretIssuedOn ?? application.clientSecretIssuedOn,
            expires,
            tags: {
              clientId: application.clientId,
              keyId: application.previousClientSecretKeyId ?? "",
              issuedOn: application.previousClientSecretIssuedOn ?? "",
            },
          },
        ]
      : [];
  const fragment = { name: "icertis-tenant-json", value: application.tenantJson, contentType: "application/json" };
  return [current, ...previous, fragment];
}

/** The API key of the connector's second authentication type. */
export function apiKeyEntries(apiKey: pulumi.Output<string>): VaultEntry[] {
  return [{ name: "icertis-api-key", value: apiKey, contentType: "ICMAuthToken" }];
}

/** Keeps texts in the configured vault. Loads azure-native, which nothing else in this program does. */
export async function keptInVault(vault: VaultSettings, entries: readonly VaultEntry[]): Promise<SecretVault> {
  const { SecretVault } = await import("./secretVault");
  const { vaultSubscription } = await import("./vaultSubscription");
  return new SecretVault("icm-api-vault", { vault, entries, subscription: await vaultSubscription(vault) });
}
