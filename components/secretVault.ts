import * as authorization from "@pulumi/azure-native/authorization";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { UserError } from "../entra/userError";
import { programTag } from "../model/tags";
import {
  type NewVaultSettings,
  parseVaultId,
  secretsUserRole,
  vaultNamePrefix,
  type VaultSettings,
} from "../model/vault";
import { providerErrorHook } from "./providerErrors";
import { fullStackName } from "./stackName";

/** The Azure subscription this run deploys to. */
interface Subscription {
  readonly subscriptionId: string;
  readonly tenantId: string;
}

/** A text to keep in the vault, with what the vault is to know of it. Instants in UTC, ISO 8601. */
export interface VaultEntry {
  /** A secret's name in the vault. */
  readonly name: string;
  readonly value: pulumi.Input<string>;
  readonly contentType: string;
  /** Whether it can be read. @default true */
  readonly enabled?: boolean;
  readonly notBefore?: pulumi.Input<string>;
  /** Its end: the vault's near-expiry event fires 30 days before. */
  readonly expires?: pulumi.Input<string>;
  readonly tags?: Record<string, pulumi.Input<string>>;
}

/** What {@link SecretVault} needs. */
interface SecretVaultArgs {
  readonly vault: VaultSettings;
  readonly entries: readonly VaultEntry[];
  readonly subscription: Subscription;
}

/**
 * Keeps the published secret in a Key Vault, new or existing, for those who may read it there and not in the stack.
 *
 * `keyvault.Secret` is the control plane's secret: it needs no data-plane role and no network path to the vault, a new
 * value becomes a new version, and the value is never read back.
 */
export class SecretVault extends pulumi.ComponentResource {
  /** URI of the first entry, without version: it always names the published secret. */
  public readonly secretUri: pulumi.Output<string>;

  constructor(name: string, args: SecretVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("icertis:index:SecretVault", name, {}, opts);
    const hooks = { onError: [providerErrorHook(name)] };
    const tags = vaultTags();
    const vault =
      "existing" in args.vault
        ? existingVault(args.vault.existing)
        : newVault(name, args.vault, args.subscription, { parent: this, hooks });
    const secrets = args.entries.map(
      (entry) =>
        new keyvault.Secret(
          `${name}-${entry.name}`,
          {
            resourceGroupName: vault.resourceGroup,
            vaultName: vault.name,
            secretName: entry.name,
            properties: {
              value: pulumi.secret(entry.value),
              contentType: entry.contentType,
              attributes: {
                enabled: entry.enabled ?? true,
                ...(entry.notBefore !== undefined && { notBefore: epochSeconds(entry.notBefore) }),
                ...(entry.expires !== undefined && { expires: epochSeconds(entry.expires) }),
              },
            },
            tags: { ...tags, ...entry.tags },
          },
          // The provider deletes a secret through the vault's data plane, which is closed to networks and to ARM roles.
          { parent: this, hooks, retainOnDelete: true },
        ),
    );
    for (const { objectId: principalId, type } of args.vault.readers) {
      new authorization.RoleAssignment(
        `${name}-reader-${principalId}`,
        {
          principalId,
          principalType: type ?? "ServicePrincipal",
          scope: vault.id,
          roleDefinitionId: `/subscriptions/${args.subscription.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${secretsUserRole}`,
        },
        { parent: this, hooks },
      );
    }
    const [published] = secrets;
    if (!published) throw new Error("a vault without entries");
    this.secretUri = published.properties.secretUri;
    this.registerOutputs({ secretUri: this.secretUri });
  }
}

interface VaultReference {
  readonly id: pulumi.Input<string>;
  readonly name: pulumi.Input<string>;
  readonly resourceGroup: string;
}

function existingVault(id: string): VaultReference {
  const { name = "", resourceGroup = "" } = parseVaultId(id) ?? {};
  return { id, name, resourceGroup };
}

function newVault(
  name: string,
  vault: NewVaultSettings,
  { tenantId }: Subscription,
  opts: pulumi.CustomResourceOptions,
): VaultReference {
  const { resourceGroup } = vault;
  const resource = new keyvault.Vault(
    `${name}-vault`,
    {
      resourceGroupName: resourceGroup,
      vaultName: vault.name ?? uniqueName(name, opts),
      ...(vault.location !== undefined && { location: vault.location }),
      properties: {
        tenantId,
        sku: { family: keyvault.SkuFamily.A, name: keyvault.SkuName.Standard },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        enablePurgeProtection: true,
        publicNetworkAccess: vault.publicNetworkAccess ? "Enabled" : "Disabled",
      },
      tags: vaultTags(),
    },
    opts,
  );
  return { id: resource.id, name: resource.name, resourceGroup };
}

/** Vault names are global, and stay taken while a deleted vault can be recovered. */
function uniqueName(name: string, { parent }: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const form = { length: 6, upper: false, special: false };
  const suffix = new random.RandomString(`${name}-suffix`, form, parent ? { parent } : {});
  return pulumi.interpolate`${vaultNamePrefix(pulumi.getStack())}-${suffix.result}`;
}

function vaultTags(): Record<string, string> {
  return {
    [programTag]: fullStackName(),
  };
}

/** ARM counts seconds since 1970. */
function epochSeconds(instant: pulumi.Input<string>): pulumi.Output<number> {
  return pulumi.output(instant).apply((text) => Date.parse(text) / 1000);
}

/**
 * The subscription this run deploys to, after a look whether a configured vault is there.
 *
 * @throws UserError where it is not, before any resource is registered in Azure
 */
export async function vaultSubscription(vault: VaultSettings): Promise<Subscription> {
  const { subscriptionId, tenantId } = await authorization.getClientConfig();
  const id = "existing" in vault ? vault.existing : "";
  const existing = parseVaultId(id);
  if (existing) {
    if (existing.subscriptionId.toLowerCase() !== subscriptionId.toLowerCase()) {
      throw unreadableVault(id, `it belongs to another subscription than this run's, ${subscriptionId}`);
    }
    const { resourceGroup: resourceGroupName, name: vaultName } = existing;
    await keyvault.getVault({ resourceGroupName, vaultName }).catch((error: Error) => {
      throw unreadableVault(id, error.message);
    });
  }
  return { subscriptionId, tenantId };
}

function unreadableVault(id: string, reason: string): UserError {
  return new UserError(
    "vault-unreadable",
    `${pulumi.getProject()}:vault.existing: got ${JSON.stringify(id)}; must be the resource id of a vault this run can read (${reason})`,
    "print it with `az keyvault show --name NAME --query id`, and give the deploying identity Reader on it",
  );
}
