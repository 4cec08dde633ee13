import type { Cloud } from "./cloud";

/**
 * What the azuread provider asks `ARM_METADATA_HOSTNAME` for before anything else: where to sign in and where Graph
 * is. A login endpoint with a trailing slash would give `//` in the token URL.
 */
export function providerMetadata(url: string, cloud: Cloud): object {
  return {
    name: "AzureCloud",
    portal: url,
    authentication: {
      loginEndpoint: url,
      audiences: ["https://management.core.windows.net/", "https://management.azure.com/"],
      tenant: "common",
      identityProvider: "AAD",
    },
    resourceManager: url,
    microsoftGraphResourceId: url,
    graph: `https://${cloud.graphHost}`,
    graphAudience: `https://${cloud.graphHost}`,
    suffixes: { keyVaultDns: "vault.azure.net", storage: "core.windows.net" },
  };
}
