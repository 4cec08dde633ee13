import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { deployerProblems, ownersOrDeployer } from "../model/owners";
import { formatProblems } from "../model/problem";

/** The tenant this run deploys to, and whom its application belongs to. */
export interface Tenancy {
  readonly tenantId: string;
  readonly owners: string[];
}

/**
 * Asks the provider who deploys, and checks that the identity will not lock itself out.
 *
 * @param owners - the configured owners; empty for the deploying identity alone
 * @throws pulumi.RunError naming the id to add, before any resource is registered
 */
export async function tenancyOf(owners: readonly string[]): Promise<Tenancy> {
  const { tenantId, objectId } = await azuread.getClientConfig();
  const all = ownersOrDeployer(owners, objectId);
  const problems = deployerProblems(all, objectId);
  if (problems.length > 0) {
    const message = `the owners would lock out the identity that deploys; nothing was changed:`;
    throw new pulumi.RunError(`${message}\n${formatProblems(problems, `${pulumi.getProject()}:`)}`);
  }
  return { tenantId, owners: [...all] };
}
