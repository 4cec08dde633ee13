import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { adoptionLosses, type AdoptingSettings, type FoundApplication } from "../model/adoption";
import { formatProblems } from "../model/problem";
import { identifierUriOf } from "../model/token";
import type { AdoptedApplicationArgs } from "./apiApplicationArgs";

/**
 * Looks at the registration to be taken over, and refuses where the first `up` would take something away from it.
 *
 * @throws pulumi.RunError naming every loss, before any resource is registered
 */
export async function adoptedApplication(
  settings: AdoptingSettings,
  owners: readonly string[],
): Promise<AdoptedApplicationArgs> {
  const { adopt } = settings;
  const found = await azuread.getApplication({ objectId: adopt.applicationObjectId }).catch((error: unknown) => {
    throw refusal(notFound(adopt.applicationObjectId, error));
  });
  const losses = adoptionLosses(foundApplication(found), settings, owners);
  if (losses.length > 0) throw refusal(formatProblems(losses, `${pulumi.getProject()}:`));
  const servicePrincipalObjectId = adopt.servicePrincipalObjectId ?? (await servicePrincipalOf(found.clientId));
  const uri = identifierUriOf(found.clientId);
  return {
    applicationObjectId: adopt.applicationObjectId,
    scopeIds: found.oauth2PermissionScopeIds,
    ...(servicePrincipalObjectId !== undefined && { servicePrincipalObjectId }),
    ...(found.identifierUris.includes(uri) && { identifierUri: uri }),
  };
}

function foundApplication(found: azuread.GetApplicationResult): FoundApplication {
  return {
    displayName: found.displayName,
    clientId: found.clientId,
    signInAudience: found.signInAudience,
    redirectUris: found.webs.flatMap((web) => web.redirectUris),
    owners: found.owners,
    scopeIds: found.oauth2PermissionScopeIds,
    appRoleValues: Object.keys(found.appRoleIds),
  };
}

/** The service principal's object id; none where the application was registered through an API. */
async function servicePrincipalOf(clientId: string): Promise<string | undefined> {
  try {
    return (await azuread.getServicePrincipal({ clientId })).objectId;
  } catch (error) {
    if (/not found|No service principal/i.test(String(error))) return undefined;
    throw error;
  }
}

function notFound(objectId: string, error: unknown): string {
  if (!/not found|No application/i.test(String(error))) return String((error as Error).message);
  return [
    `  ${pulumi.getProject()}:adopt.applicationObjectId: got "${objectId}"; there is no application with this object id in the tenant this run deploys to;`,
    "  copy the object id (not the client id) from App registrations > Overview, and check ARM_TENANT_ID: an application of another tenant cannot be adopted",
  ].join("\n");
}

function refusal(text: string): pulumi.RunError {
  return new pulumi.RunError(`the application cannot be adopted as configured; nothing was changed:\n${text}`);
}
