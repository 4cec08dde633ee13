import type { ResourceValidationPolicy } from "@pulumi/policy";
import { nativeRedirectUriProblems, redirectUriProblems } from "../../model/redirectUris";
import { knownText, knownTexts } from "../known";
import { application, applicationRedirectUris } from "../../model/resourceTypes";

/** The lists of an application; of a public client's, whose URIs may name an app on a device, less is asked. */
const lists = [
  { block: "web", native: false },
  { block: "singlePageApplication", native: false },
  { block: "publicClient", native: true },
];

/** Whoever answers at a redirect URI is handed the codes and tokens of everyone who signs in. */
export const secureRedirectUris: ResourceValidationPolicy = {
  name: "secure-redirect-uris",
  description: "Redirect URIs are exact https addresses, or the local machine.",
  validateResource({ type, props }, report) {
    if (type === application) {
      for (const { block, native } of lists) {
        check(knownTexts(props, block, "redirectUris"), `${block}.redirectUris`, native);
      }
    }
    if (type === applicationRedirectUris) {
      check(knownTexts(props, "redirectUris"), "redirectUris", knownText(props, "type") === "PublicClient");
    }

    function check(uris: readonly (string | undefined)[], list: string, native: boolean): void {
      for (const [index, uri] of uris.entries()) {
        if (uri === undefined) continue;
        const problems = native ? nativeRedirectUriProblems(uri) : redirectUriProblems(uri);
        // What to do next may repeat the address, and the engine hands secret values over in clear.
        for (const problem of problems) report(`${list}[${index}] ${problem.split("; ")[0]}`);
      }
    }
  },
};
