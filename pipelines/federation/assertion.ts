import type { Environment } from "../../entra/context";
import type { Identity } from "../platforms/platform";

/**
 * The variables of a platform's token, which Entra ID trusts in place of a secret: for the provider. Backend and Key
 * Vault want a file, which {@link signIn} writes.
 */
export function withAssertion({ tenantId, clientId }: Identity, token: string): Environment {
  return {
    ARM_TENANT_ID: tenantId,
    ARM_CLIENT_ID: clientId,
    ARM_USE_OIDC: "true",
    ARM_OIDC_TOKEN: token,
    ARM_USE_CLI: "false",
    ARM_USE_MSI: "false",
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: clientId,
  };
}
