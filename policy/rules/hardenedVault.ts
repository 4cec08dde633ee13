import type { ResourceValidationPolicy } from "@pulumi/policy";
import { isKnown, known } from "../known";
import { isAzureNative } from "../../model/resourceTypes";

interface Config {
  /** Whether a vault may be reached from public networks. */
  readonly allowPublicNetworkAccess: boolean;
}

/** What a vault must be set to, and why; azure-native leaves the first two off and the last one open. */
const settings = [
  { name: "enableRbacAuthorization", value: true, why: "access policies let whoever may write the vault read it" },
  { name: "enablePurgeProtection", value: true, why: "a deleted vault could be purged with every secret in it" },
  { name: "enableSoftDelete", value: true, unset: true, why: "what is deleted could not be recovered" },
  { name: "publicNetworkAccess", value: "Disabled", why: "the vault would answer every network" },
];

/** The vault holds what the application's secret opens, so it is guarded like it. */
export const hardenedVault: ResourceValidationPolicy = {
  name: "hardened-vault",
  description: "A key vault is guarded by roles, recoverable, and closed to public networks.",
  configSchema: {
    properties: {
      allowPublicNetworkAccess: {
        type: "boolean",
        default: false,
        description: "Whether a vault may be reached from public networks, for pipelines without a private one",
      },
    },
  },
  validateResource(args, report) {
    if (!isAzureNative(args.type, "keyvault", "Vault")) return;
    const { allowPublicNetworkAccess } = args.getConfig<Config>();
    for (const { name, value, unset, why } of settings) {
      if (name === "publicNetworkAccess" && allowPublicNetworkAccess) continue;
      if (!isKnown(args.props, "properties", name)) continue;
      const given = known(args.props, "properties", name) ?? unset;
      if (lowerCase(given) !== lowerCase(value)) report(`properties.${name} must be ${value}: ${why}`);
    }
  },
};

/** Azure takes the names of its choices in any case. */
function lowerCase(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}
