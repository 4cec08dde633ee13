import * as v from "valibot";
import { guid } from "./guid";

/** Owners are object ids, each once. Ids compare without regard to case. */
export const Owners = v.pipe(
  v.array(
    guid(
      "must be the object id (a GUID) of a user or service principal; look it up with `az ad user show --id NAME --query id` or `az ad sp show --id CLIENT_ID --query id`",
    ),
  ),
  v.checkItems(
    (owner, index, all) => all.findIndex((other) => other.toLowerCase() === owner.toLowerCase()) === index,
    "must be listed once; remove the repeated id",
  ),
);

/**
 * Whether the deploying identity is among the owners. The provider removes every owner that is not listed, and an
 * identity with `Application.ReadWrite.OwnedBy` is then locked out (403 on every later call;
 * hashicorp/terraform-provider-azuread).
 */
export function deployerOwns(owners: readonly string[], deployer: string): boolean {
  return owners.some((owner) => owner.toLowerCase() === deployer.toLowerCase());
}
