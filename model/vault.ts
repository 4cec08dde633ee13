import * as v from "valibot";
import { guid } from "./guid";
import { closedObject } from "./problem";

const vaultName = /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/;
const idForm =
  /^\/subscriptions\/([0-9a-f-]{36})\/resourceGroups\/([^/]+)\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+)$/i;

const everyVault = {
  /** Who may read the secrets. @default none */
  readers: v.optional(
    v.array(
      closedObject({
        objectId: guid(
          "must be the object id (a GUID) of a user, group or service principal; look it up with `az ad sp show --id CLIENT_ID --query id`",
        ),
        /** Azure refuses an assignment with another type than the principal has. @default "ServicePrincipal" */
        type: v.optional(v.picklist(["ServicePrincipal", "User", "Group"])),
      }),
    ),
    [],
  ),
  /** Whether the secrets are stack outputs too. @default true */
  secretOutputs: v.optional(v.boolean(), true),
};

const NewVault = closedObject({
  /** Resource group the vault is created in. */
  resourceGroup: v.string(),
  /** Azure region. @default the resource group's */
  location: v.optional(v.string()),
  /** Name of the new vault, unique in the world. @default made unique with a random suffix */
  name: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        vaultName,
        "must be 3 to 24 letters, digits and single hyphens, starting with a letter and not ending with a hyphen; correct it, or leave it out for a unique name",
      ),
    ),
  ),
  /** Whether the vault can be reached from the internet; its data is under RBAC either way. @default false */
  publicNetworkAccess: v.optional(v.boolean(), false),
  ...everyVault,
});

const ExistingVault = closedObject({
  /** Resource id of a vault that exists, in place of a new one. */
  existing: v.pipe(
    v.string(),
    v.check(
      (id) => parseVaultId(id) !== undefined,
      "must be the resource id of a vault, /subscriptions/…/providers/Microsoft.KeyVault/vaults/NAME; print it with `az keyvault show --name NAME --query id`",
    ),
  ),
  ...everyVault,
});

/** Where secrets are kept besides the stack's outputs: a new vault, or one that exists. */
export const Vault = v.lazy((value) =>
  typeof value === "object" && value !== null && "existing" in value ? ExistingVault : NewVault,
);

export type NewVaultSettings = Readonly<v.InferOutput<typeof NewVault>>;
export type VaultSettings = NewVaultSettings | Readonly<v.InferOutput<typeof ExistingVault>>;

/** The parts of a vault's resource id. */
interface VaultId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** Azure's built-in role Key Vault Secrets User: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security. */
export const secretsUserRole = "4633458b-17de-408a-b874-0445c86b69e6";

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
