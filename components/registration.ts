import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { graphClientId, signInPermissions } from "../model/graphPermissions";
import { attributionTags } from "../model/tags";
import { accessTokenVersion } from "../model/token";

type RequiredAccess = azuread.types.input.ApplicationRequiredResourceAccess;

/** What an application registration is made from. */
export interface RegistrationParts {
  readonly displayName: string;
  /** Object ids of the owners of application and service principal. */
  readonly owners: pulumi.Input<pulumi.Input<string>[]>;
  readonly protect: boolean;
  /** The scopes it exposes, where it is an API. */
  readonly exposes?: azuread.types.input.ApplicationApiOauth2PermissionScope[];
  /** How users come back from signing in, where it is a client. */
  readonly signsIn?: { readonly redirectUris: string[]; readonly implicitAccessTokens: boolean };
  /** Permissions it asks for besides Microsoft Graph's for signing in. */
  readonly access?: RequiredAccess[];
  /** Objects that exist already, to be taken over. */
  readonly imports?: { readonly application?: string; readonly servicePrincipal?: string };
  /** Called with every error of the provider. */
  readonly onError: pulumi.ErrorHook;
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
  const { displayName, owners, exposes, signsIn, imports, onError } = parts;
  const tags = attributionTags(pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack());
  const hooks = { onError: [onError] };
  const application = new azuread.Application(
    `${prefix}-app`,
    {
      displayName,
      signInAudience: "AzureADMyOrg",
      owners,
      tags,
      ...(signsIn && {
        web: {
          redirectUris: signsIn.redirectUris,
          implicitGrant: { accessTokenIssuanceEnabled: signsIn.implicitAccessTokens, idTokenIssuanceEnabled: false },
        },
      }),
      ...(exposes && { api: { requestedAccessTokenVersion: accessTokenVersion, oauth2PermissionScopes: exposes } }),
      ...(signsIn && { requiredResourceAccesses: [signInAccess, ...(parts.access ?? [])] }),
    },
    {
      parent,
      protect: parts.protect,
      hooks,
      // The identifier URI holds the client id, so it is a resource of its own, and not this one's to remove.
      ignoreChanges: ["identifierUris", ...untouched],
      ...(imports?.application !== undefined && { import: imports.application }),
    },
  );
  const servicePrincipal = new azuread.ServicePrincipal(
    `${prefix}-service-principal`,
    // One that an interrupted run made is taken over; an application has no second.
    { clientId: application.clientId, owners, tags, useExisting: true },
    {
      parent,
      deletedWith: application,
      // A service principal of an earlier version was made without it.
      ignoreChanges: ["useExisting"],
      hooks,
      ...(imports?.servicePrincipal !== undefined && { import: imports.servicePrincipal }),
    },
  );
  return { application, servicePrincipal };
}

/** What this program says nothing about stays whatever an administrator made of it, in an adopted application above all. */
const untouched = ["notes", "optionalClaims", "appRoles"];

const signInAccess: RequiredAccess = {
  resourceAppId: graphClientId,
  resourceAccesses: Object.values(signInPermissions).map((id) => ({ id, type: "Scope" })),
};
