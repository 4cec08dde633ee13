import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../entra/userError";
import { adoptionLosses, type AdoptingSettings } from "../model/adoption";
import { formatProblems, type Problem } from "../model/problem";
import { identifierUriOf } from "../model/token";

/** The objects of a registration that exists already; ids as Entra ID shows them. */
export interface AdoptedApplication {
  /** Object id of the application. */
  readonly applicationObjectId: string;
  /** Object id of the service principal. @default one is created */
  readonly servicePrincipalObjectId?: string | undefined;
  /** The identifier URI it has, `api://{clientId}`. @default one is added */
  readonly identifierUri?: string | undefined;
  /** Ids of its scopes, by value. */
  readonly scopeIds: Readonly<Record<string, string>>;
  /** What it has that this program adds to. @default left as it is */
  readonly found?: FoundProperties | undefined;
}

/** Properties of a found registration that stay beside this program's own. */
export interface FoundProperties {
  readonly tags: readonly string[];
  readonly servicePrincipalTags: readonly string[];
  readonly requiredResourceAccesses: azuread.types.output.GetApplicationRequiredResourceAccess[];
  /** Whether its tokens name groups. */
  readonly groupClaims: boolean;
}

/**
 * Looks at the registration to be taken over, and refuses where the first `up` would take something away from it.
 *
 * @param owners - every owner the configuration means, the deploying identity included
 * @throws UserError naming every loss, before any resource is registered
 */
export async function adoptedApplication(
  settings: AdoptingSettings,
  owners: readonly string[],
): Promise<AdoptedApplication> {
  const { applicationObjectId, servicePrincipalObjectId } = settings.adopt;
  const found = await azuread.getApplication({ objectId: applicationObjectId }).catch((error: Error) => {
    const reason = error.message.split("\n").at(-1);
    const message = `must be the object id (not the client id) of an application this run can read in the tenant it deploys to (${reason}); copy it from App registrations > Overview, and check ARM_TENANT_ID: an application of another tenant cannot be adopted`;
    throw cannotAdopt("adopt-application-unreadable", [
      { key: "adopt.applicationObjectId", got: applicationObjectId, message },
    ]);
  });
  const servicePrincipal = await servicePrincipalOf(found.clientId);
  const losses = adoptionLosses(
    {
      displayName: found.displayName,
      clientId: found.clientId,
      signInAudience: found.signInAudience,
      redirectUris: found.webs.flatMap((web) => web.redirectUris),
      owners: found.owners,
      scopeIds: found.oauth2PermissionScopeIds,
      appRoleValues: Object.keys(found.appRoleIds),
      assignmentRequired: servicePrincipal?.appRoleAssignmentRequired ?? false,
    },
    settings,
    owners,
  );
  if (losses.length > 0) throw cannotAdopt("adopt-loses", losses);
  const uri = identifierUriOf(found.clientId);
  return {
    applicationObjectId,
    servicePrincipalObjectId: servicePrincipalObjectId ?? servicePrincipal?.objectId,
    identifierUri: found.identifierUris.includes(uri) ? uri : undefined,
    scopeIds: found.oauth2PermissionScopeIds,
    found: {
      tags: found.tags,
      servicePrincipalTags: servicePrincipal?.tags ?? [],
      requiredResourceAccesses: found.requiredResourceAccesses,
      groupClaims: found.groupMembershipClaims.some((claim) => claim !== ""),
    },
  };
}

/** None where the application was registered through an API. */
async function servicePrincipalOf(clientId: string) {
  const { servicePrincipals } = await azuread.getServicePrincipals({ clientIds: [clientId], ignoreMissing: true });
  return servicePrincipals[0];
}

function cannotAdopt(code: string, problems: readonly Problem[]): UserError {
  const lines = formatProblems(problems, `${pulumi.getProject()}:`);
  return new UserError(code, `the application cannot be adopted as configured; nothing was changed:\n${lines}`);
}
