import { isGuid } from "./guid";
import type { Problem } from "./problem";

/** Where secrets are kept besides the stack's outputs. */
export interface VaultSettings {
  /** Resource group the vault is created in. */
  readonly resourceGroup?: string | undefined;
  /** Azure region. @default the resource group's */
  readonly location?: string | undefined;
  /** Name of the new vault, unique in the world. @default made unique with a random suffix */
  readonly name?: string | undefined;
  /** Resource id of a vault that exists, in place of a new one. */
  readonly existing?: string | undefined;
  /** Who may read the secrets. @default none */
  readonly readers?: VaultReader[] | undefined;
  /** Whether the secrets are stack outputs too. @default true */
  readonly secretOutputs?: boolean | undefined;
  /** Whether the vault can be reached from the internet; its data is under RBAC either way. @default false */
  readonly publicNetworkAccess?: boolean | undefined;
}

/** A principal that may read the secrets. */
export interface VaultReader {
  readonly objectId: string;
  /** `ServicePrincipal`, `User` or `Group`: Azure refuses an assignment with another type than the principal has. @default "ServicePrincipal" */
  readonly type?: string | undefined;
}

const readerTypes: readonly string[] = ["ServicePrincipal", "User", "Group"];

/** The parts of a vault's resource id. */
export interface VaultId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** Azure's built-in role Key Vault Secrets User: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security. */
export const secretsUserRole = "4633458b-17de-408a-b874-0445c86b69e6";

const vaultName = /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/;
const idForm =
  /^\/subscriptions\/([0-9a-f-]{36})\/resourceGroups\/([^/]+)\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+)$/i;

/** The parts of `/subscriptions/…/vaults/NAME`; `undefined` for any other text. */
export function parseVaultId(id: string): VaultId | undefined {
  const [, subscriptionId, resourceGroup, name] = idForm.exec(id) ?? [];
  return subscriptionId && resourceGroup && name ? { subscriptionId, resourceGroup, name } : undefined;
}

/** The first part of a new vault's name; a random suffix of six characters makes it unique within the 24 allowed. */
export function vaultNamePrefix(stack: string): string {
  const label = stack
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return `icertis-${label.slice(0, 9)}`.replace(/-+$/, "");
}

/** Every reason why the vault cannot be made or found. */
export function vaultProblems(vault: VaultSettings): Problem[] {
  const { resourceGroup, location, name, existing, readers = [], publicNetworkAccess } = vault;
  const problems: Problem[] = [];
  if ((resourceGroup === undefined) === (existing === undefined)) {
    problems.push({
      key: "vault",
      got: { resourceGroup, existing },
      rule: "must have either resourceGroup, for a new vault, or existing, the resource id of one",
      remedy: "write one of the two",
    });
  }
  if (existing !== undefined) {
    const forNew = Object.entries({ location, name, publicNetworkAccess }).filter(([, value]) => value !== undefined);
    for (const [key, got] of forNew) {
      problems.push({
        key: `vault.${key}`,
        got,
        rule: "is for a new vault only",
        remedy: "remove it, or remove existing",
      });
    }
    if (parseVaultId(existing) === undefined) {
      problems.push({
        key: "vault.existing",
        got: existing,
        rule: "must be the resource id of a vault, /subscriptions/…/providers/Microsoft.KeyVault/vaults/NAME",
        remedy: "print it with `az keyvault show --name NAME --query id`",
      });
    }
  }
  if (name !== undefined && !vaultName.test(name)) {
    problems.push({
      key: "vault.name",
      got: name,
      rule: "must be 3 to 24 letters, digits and single hyphens, starting with a letter and not ending with a hyphen",
      remedy: "correct it, or leave it out for a unique name",
    });
  }
  readers.forEach(({ objectId, type }, index) => {
    if (!isGuid(objectId)) {
      problems.push({
        key: `vault.readers[${index}].objectId`,
        got: objectId,
        rule: "must be the object id (a GUID) of a user, group or service principal",
        remedy: "look it up with `az ad sp show --id CLIENT_ID --query id`",
      });
    }
    if (type !== undefined && !readerTypes.includes(type)) {
      problems.push({
        key: `vault.readers[${index}].type`,
        got: type,
        rule: `must be one of ${readerTypes.join(", ")}`,
        remedy: "leave it out for ServicePrincipal",
      });
    }
  });
  return problems;
}
