import type { Policies } from "@pulumi/policy";
import { deployerOwns } from "./deployerOwns";
import { hardenedVault } from "./hardenedVault";
import { noImplicitIdTokens } from "./noImplicitIdTokens";
import { noPlainTextSecrets } from "./noPlainTextSecrets";
import { secretEnds } from "./secretEnds";
import { secureRedirectUris } from "./secureRedirectUris";
import { singleTenant } from "./singleTenant";
import { tokenAudience } from "./tokenAudience";

/** Every rule of the pack, each in the file of its name. */
export const rules: Policies = [
  secureRedirectUris,
  singleTenant,
  noImplicitIdTokens,
  tokenAudience,
  secretEnds,
  deployerOwns,
  noPlainTextSecrets(),
  hardenedVault,
];
