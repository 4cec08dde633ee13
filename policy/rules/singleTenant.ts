import type { ResourceValidationPolicy } from "@pulumi/policy";
import { knownText } from "../known";
import { application, applicationRegistration } from "../../model/resourceTypes";

const ownTenant = "AzureADMyOrg";

/** Only accounts of the tenant sign in: Icertis checks the issuer, but other validators trust any signature. */
export const singleTenant: ResourceValidationPolicy = {
  name: "single-tenant",
  description: "An application is for accounts of its own tenant only.",
  validateResource({ type, props }, report) {
    if (type !== application && type !== applicationRegistration) return;
    const audience = knownText(props, "signInAudience");
    // Left out it is the own tenant, in both resources.
    if (audience !== undefined && audience !== ownTenant) {
      report(
        `signInAudience lets accounts of other tenants sign in; set it to ${ownTenant}, or leave it out, which means the same`,
      );
    }
  },
};
