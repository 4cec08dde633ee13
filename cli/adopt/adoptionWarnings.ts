import { accessTokenVersion, identifierUriOf } from "../../model/token";
import { shortInstant } from "../days";
import type { Registration } from "./adopt";

/** What a person should know before the first `up` of a stack that takes a registration over. */
export function adoptionWarnings({ application, owners, callerId }: Registration, now: number): string[] {
  const warnings: string[] = [];
  const { appId, api, web, passwordCredentials } = application;
  if (!owners.some(({ id }) => id === callerId)) {
    warnings.push(
      `${callerId}, the identity that asks, does not own it, and with Application.ReadWrite.OwnedBy could not change it; first: az ad app owner add --id ${appId} --owner-object-id ${callerId}, and the same for the service principal`,
    );
  }
  if (application.signInAudience !== "AzureADMyOrg") {
    warnings.push(
      `it is open to other tenants (${application.signInAudience}) and cannot be adopted as it is; make it single tenant in the portal first, if nobody outside signs in`,
    );
  }
  const version = api?.requestedAccessTokenVersion ?? 1;
  if (version !== accessTokenVersion) {
    warnings.push(
      `its tokens are of version ${version} and will be of version ${accessTokenVersion}: whoever checks them must expect the other issuer and audience`,
    );
  }
  const own = [identifierUriOf(appId)];
  const otherUris = application.identifierUris.filter((uri) => !own.includes(uri));
  if (otherUris.length > 0) {
    warnings.push(`it has other App ID URIs, ${otherUris.join(", ")}: tenant.json will name ${own.join()} alone`);
  }
  if ((api?.oauth2PermissionScopes ?? []).length === 0) {
    warnings.push("it exposes no scope: the default one, user_impersonation, will be made");
  }
  if ((web?.redirectUris ?? []).length === 0) {
    warnings.push("it has no Web redirect URI: put the one UiPath shows into redirectUris");
  }
  for (const { keyId, displayName, endDateTime } of passwordCredentials) {
    const end = Date.parse(endDateTime);
    if (end > now) {
      warnings.push(
        `secret ${keyId} ("${displayName ?? ""}") stays until ${shortInstant(end)}; remove it once UiPath has the new one`,
      );
    }
  }
  return warnings;
}
