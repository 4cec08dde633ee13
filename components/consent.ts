import * as azuread from "@pulumi/azuread";
import type * as pulumi from "@pulumi/pulumi";
import { graphClientId, signInPermissions } from "../model/graphPermissions";
import type { Registration } from "./registration";

/** Who is granted what. */
interface ConsentParts {
  /** The client that asks for tokens. */
  readonly client: Registration;
  /** The API, the client itself where one registration is both. */
  readonly api: Registration;
  /** Values of the API's scopes. */
  readonly scopes: string[];
  readonly onError: pulumi.ErrorHook;
}

/**
 * Admin consent for the whole tenant, to the API's scopes and to Microsoft Graph's sign-in permissions. The identity
 * that deploys needs `DelegatedPermissionGrant.ReadWrite.All`:
 * https://learn.microsoft.com/graph/api/oauth2permissiongrant-post.
 */
export function declareConsent(name: string, parts: ConsentParts, parent: pulumi.Resource): void {
  const { client, api, scopes, onError } = parts;
  const grant = (resource: string, resourceServicePrincipalObjectId: pulumi.Input<string>, claimValues: string[]) =>
    new azuread.ServicePrincipalDelegatedPermissionGrant(
      `${name}-consent-${resource}`,
      { servicePrincipalObjectId: client.servicePrincipal.objectId, resourceServicePrincipalObjectId, claimValues },
      { parent, deletedWith: client.application, hooks: { onError: [onError] } },
    );
  grant("api", api.servicePrincipal.objectId, scopes);
  const graph = azuread.getServicePrincipalOutput({ clientId: graphClientId }, { parent });
  grant("graph", graph.objectId, Object.keys(signInPermissions));
}
