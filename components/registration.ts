import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { graphClientId, signInPermissions } from "../model/graphPermissions";
import type { RegistrationRole } from "../model/formerApplication";
import { keptOnApplication, keptOnServicePrincipal } from "../model/keptProperties";
import { attributionTags } from "../model/tags";
import { accessTokenVersion } from "../model/token";
import type { AdoptedApplication } from "./adoption";
import { registrationGuards } from "./registrationGuards";

type RequiredAccess = azuread.types.input.ApplicationRequiredResourceAccess;

/** What an application registration is made from. */
interface RegistrationParts {
  readonly role: RegistrationRole;
  readonly displayName: string;
  /** Object ids of the owners of application and service principal. */
  readonly owners: pulumi.Input<pulumi.Input<string>[]>;
  /** Whether the configuration lists them. */
  readonly ownersListed: boolean;
  readonly protect: boolean;
  /** The scopes it exposes, where it is an API. */
  readonly exposes?: azuread.types.input.ApplicationApiOauth2PermissionScope[];
  /** How users come back from signing in, where it is a client. */
  readonly signsIn?: SignIn;
  /** Permissions it asks for besides Microsoft Graph's for signing in. */
  readonly access?: RequiredAccess[];
  /** A registration that exists already, to be taken over. */
  readonly adopt?: AdoptedApplication | undefined;
  /** Called with every error of the provider. */
  readonly onError: pulumi.ErrorHook;
}

interface SignIn {
  readonly redirectUris: string[];
  readonly implicitAccessTokens: boolean;
  /** Whether only users who are assigned may sign in. */
  readonly assignmentRequired: boolean;
}

/** An application and what users consent to. */
export interface Registration {
  readonly application: azuread.Application;
  readonly servicePrincipal: azuread.ServicePrincipal;
}

/**
 * Declares an application and its service principal: single tenant, tagged with program and stack, owned alike.
 *
 * One `Application` rather than the provider's granular resources, which need 62 Graph calls instead of 7 to add 20
 * scopes, and fight with it over the same properties (pulumi/pulumi-azuread #1169).
 */
export function declareRegistration(prefix: string, parts: RegistrationParts, parent: pulumi.Resource): Registration {
  const { displayName, owners, exposes, signsIn, adopt, onError } = parts;
  const found = adopt?.found;
  const tags = attributionTags(pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack());
  const guards = registrationGuards(
    prefix,
    {
      role: parts.role,
      signsIn: signsIn !== undefined,
      keepsOwners: !parts.ownersListed || adopt !== undefined,
      adopted: adopt !== undefined,
    },
    parent,
  );
  const application = new azuread.Application(
    `${prefix}-app`,
    {
      displayName,
      signInAudience: "AzureADMyOrg",
      owners,
      tags: merged(found?.tags, tags),
      // Stated where nobody signs in too: of a block that is left out the provider drops every member, ignored or not.
      web: {
        redirectUris: signsIn?.redirectUris ?? [],
        implicitGrant: {
          accessTokenIssuanceEnabled: signsIn?.implicitAccessTokens ?? false,
          idTokenIssuanceEnabled: false,
        },
      },
      ...(exposes && { api: { requestedAccessTokenVersion: accessTokenVersion, oauth2PermissionScopes: exposes } }),
      ...(signsIn && { requiredResourceAccesses: withSignIn(found?.requiredResourceAccesses, parts.access) }),
    },
    {
      parent,
      protect: parts.protect,
      hooks: { ...guards.application, onError: [onError] },
      ignoreChanges: keptOf(parts),
      ...(adopt && { import: `/applications/${adopt.applicationObjectId}` }),
    },
  );
  const servicePrincipalId = adopt?.servicePrincipalObjectId;
  const servicePrincipal = new azuread.ServicePrincipal(
    `${prefix}-service-principal`,
    {
      clientId: application.clientId,
      owners,
      // One that an interrupted run made is taken over; an application has no second.
      useExisting: true,
      tags: merged(found?.servicePrincipalTags, tags),
      // Left out rather than false: what is declared is told apart from what an administrator did, also after a refresh.
      ...(signsIn?.assignmentRequired && { appRoleAssignmentRequired: true }),
    },
    {
      parent,
      deletedWith: application,
      hooks: { ...guards.servicePrincipal, onError: [onError] },
      ignoreChanges: [
        ...keptOnServicePrincipal.filter((property) => property !== "tags" || found === undefined),
        ...(signsIn ? [] : ["appRoleAssignmentRequired"]),
        // A service principal of an earlier version was made without it.
        "useExisting",
      ],
      ...(servicePrincipalId !== undefined && { import: `/servicePrincipals/${servicePrincipalId}` }),
    },
  );
  return { application, servicePrincipal };
}

/**
 * What changes to an application are ignored. One that is being adopted gets this program's tags and permissions beside
 * its own, and the provider reads its group claims as `[""]` where it has none, but does not take that back.
 */
function keptOf({ exposes, access, adopt }: RegistrationParts): string[] {
  const found = adopt?.found;
  const stated = new Set([
    ...(found ? ["tags", "requiredResourceAccesses"] : []),
    ...(adopt && !found?.groupClaims ? ["groupMembershipClaims"] : []),
  ]);
  const kept = [...keptOnApplication, ...(exposes ? [] : ["api"]), ...(access ? [] : ["requiredResourceAccesses"])];
  return kept.filter((property) => !stated.has(property));
}

function merged(found: readonly string[] = [], own: readonly string[]): string[] {
  return [...new Set([...found, ...own])];
}

/** The permissions a client asks for: those found, and those for signing in. */
function withSignIn(found: readonly RequiredAccess[] = [], more: readonly RequiredAccess[] = []): RequiredAccess[] {
  const ofGraph = found.find(({ resourceAppId }) => resourceAppId === graphClientId);
  const present = (ofGraph?.resourceAccesses ??
    []) as azuread.types.input.ApplicationRequiredResourceAccessResourceAccess[];
  const signIn = Object.values(signInPermissions)
    .filter((id) => !present.some((permission) => permission.id === id))
    .map((id) => ({ id, type: "Scope" }));
  const graph = { resourceAppId: graphClientId, resourceAccesses: [...present, ...signIn] };
  return [graph, ...found.filter((access) => access !== ofGraph), ...more];
}
