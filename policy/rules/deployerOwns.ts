import type { ResourceValidationPolicy } from "@pulumi/policy";
import { deployerOwns as owns } from "../../model/owners";
import { isKnown, known, knownTexts } from "../known";
import { application, servicePrincipal } from "../../model/resourceTypes";

interface Config {
  /** Object ids that must be among the owners. */
  readonly deployers: readonly string[];
}

/**
 * The provider sets owners exactly. Without a list it removes even the identity it works as, which is locked out if it
 * holds no more than `Application.ReadWrite.OwnedBy`.
 */
export const deployerOwns: ResourceValidationPolicy = {
  name: "deployer-owns",
  description: "Applications and service principals belong to every identity that deploys them.",
  configSchema: {
    properties: {
      deployers: {
        type: "array",
        items: { type: "string" },
        default: [],
        description: "Object ids of the identities that deploy, pipelines and people; empty asks for some owner only",
      },
    },
  },
  validateResource(args, report) {
    const { type, props } = args;
    if (type !== application && type !== servicePrincipal) return;
    if (!isKnown(props, "owners")) return;
    const owners = knownTexts(props, "owners");
    if (owners.length === 0) {
      // A service principal that is only looked up, such as Microsoft Graph's, belongs to somebody else.
      if (type === servicePrincipal && known(props, "useExisting") === true) return;
      report("owners is empty, so the provider removes the identity that deploys too; list it by object id");
      return;
    }
    // An owner that a preview does not know yet may be any of them.
    const all = owners.filter((owner) => owner !== undefined);
    if (all.length < owners.length) return;
    for (const deployer of args.getConfig<Config>().deployers) {
      if (!owns(all, deployer)) {
        report(`owners does not hold ${deployer}, which deploys and would be locked out; add it`);
      }
    }
  },
};
