import { duplicateIndexes } from "./duplicates";
import { isGuid } from "./guid";
import type { Problem } from "./problem";

/** Owners are object ids, each once. Ids compare without regard to case. */
export function ownersProblems(owners: readonly string[]): Problem[] {
  return [
    ...owners.flatMap((owner, index) =>
      isGuid(owner)
        ? []
        : [
            {
              key: `owners[${index}]`,
              got: owner,
              rule: "must be the object id (a GUID) of a user or service principal",
              remedy:
                "look it up with `az ad user show --id NAME --query id` or `az ad sp show --id CLIENT_ID --query id`",
            },
          ],
    ),
    ...duplicateIndexes(owners, (owner) => owner.toLowerCase()).map((index) => ({
      key: `owners[${index}]`,
      got: owners[index],
      rule: "must be listed once",
      remedy: "remove the repeated id",
    })),
  ];
}

/** Whom the application and the service principal belong to: the list, or with an empty list the deployer alone. */
export function ownersOrDeployer(owners: readonly string[], deployer: string): readonly string[] {
  return owners.length > 0 ? owners : [deployer];
}

/**
 * The provider removes every owner that is not listed, the deploying identity included, and an identity with
 * `Application.ReadWrite.OwnedBy` is then locked out (403 on every later call; hashicorp/terraform-provider-azuread).
 */
export function deployerProblems(owners: readonly string[], deployer: string): Problem[] {
  if (owners.some((owner) => owner.toLowerCase() === deployer.toLowerCase())) return [];
  return [
    {
      key: "owners",
      rule: `must hold every identity that deploys, and this run deploys as ${deployer}: owners are set exactly, so it would lock itself out`,
      remedy: `add ${deployer} to the list, or leave the list empty for the deploying identity alone`,
    },
  ];
}
