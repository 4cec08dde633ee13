import type { ResourceValidationPolicy } from "@pulumi/policy";
import { known } from "../known";
import { application, applicationRegistration } from "../../model/resourceTypes";

/** Where each resource says that the implicit grant issues id tokens. */
const settings: Readonly<Record<string, readonly string[]>> = {
  [application]: ["web", "implicitGrant", "idTokenIssuanceEnabled"],
  [applicationRegistration]: ["implicitIdTokenIssuanceEnabled"],
};

/** An id token in a URL is left in browser histories and logs, and no part of the connection needs one there. */
export const noImplicitIdTokens: ResourceValidationPolicy = {
  name: "no-implicit-id-tokens",
  description: "The implicit grant issues no id tokens.",
  validateResource({ type, props }, report) {
    const setting = settings[type];
    if (setting && known(props, ...setting) === true) {
      report(`${setting.join(".")} is on; turn it off and sign in with the authorization code flow`);
    }
  },
};
