import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../entra/userError";
import { deployerOwns } from "../model/owners";

/** The tenant this run deploys to, and whom its application belongs to. */
interface Tenancy {
  readonly tenantId: string;
  readonly owners: string[];
  /** Whether the configuration lists them. */
  readonly ownersListed: boolean;
}

/**
 * Asks the provider who deploys, and checks that the identity will not lock itself out.
 *
 * @param owners - the configured owners; empty for the deploying identity alone
 * @throws UserError naming the id to add, before any resource is registered
 */
export async function tenancyOf(owners: readonly string[]): Promise<Tenancy> {
  const { tenantId, objectId } = await azuread.getClientConfig();
  const all = owners.length > 0 ? [...owners] : [objectId];
  if (!deployerOwns(all, objectId)) {
    throw new UserError(
      "owners-lock-out",
      `${pulumi.getProject()}:owners must hold every identity that deploys, and this run deploys as ${objectId}: owners are set exactly, so it would lock itself out; nothing was changed`,
      `add ${objectId} to the list, or leave the list empty for the deploying identity alone`,
    );
  }
  return { tenantId, owners: all, ownersListed: owners.length > 0 };
}
