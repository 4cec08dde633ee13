import * as azuread from "@pulumi/azuread";
import type * as pulumi from "@pulumi/pulumi";
import { clientDisplayName } from "../model/settings";
import { identifierUriOf } from "../model/token";
import type { ApiApplicationArgs } from "./apiApplication";
import { exposedScopes } from "./exposedScopes";
import { declareRegistration, type Registration } from "./registration";

/** The API and the client that asks for its tokens; the same registration, or two. */
interface Registrations {
  readonly api: Registration;
  readonly client: Registration;
  readonly identifierUri: azuread.ApplicationIdentifierUri;
}

/**
 * One registration as API and client, as the connector's documentation has it, or two, the client pre-authorized on
 * the API: an application that asks for a token to itself by URI can fail on refresh with AADSTS90009.
 */
export function declareRegistrations(
  name: string,
  args: ApiApplicationArgs,
  onError: pulumi.ErrorHook,
  parent: pulumi.Resource,
): Registrations {
  const { displayName, owners, ownersListed, protect, adopt } = args;
  const common = { owners, ownersListed, protect, onError };
  const { redirectUris, implicitAccessTokens, assignmentRequired } = args;
  const signsIn = { redirectUris, implicitAccessTokens, assignmentRequired };
  const exposes = exposedScopes(name, args.scopes, adopt?.scopeIds ?? {}, parent);
  const separate = args.clientApplication === "separate";

  const api = declareRegistration(
    name,
    { ...common, role: "api", displayName, exposes, ...(separate ? {} : { signsIn }), adopt },
    parent,
  );
  const identifierUri = new azuread.ApplicationIdentifierUri(
    `${name}-identifier-uri`,
    { applicationId: api.application.id, identifierUri: api.application.clientId.apply(identifierUriOf) },
    {
      parent,
      deletedWith: api.application,
      hooks: { onError: [onError] },
      ...(adopt?.identifierUri !== undefined && {
        import: identifierUriImportId(adopt.applicationObjectId, adopt.identifierUri),
      }),
    },
  );
  if (!separate) return { api, client: api, identifierUri };

  const scopeIds = exposes.map((scope) => scope.id);
  const access = {
    resourceAppId: api.application.clientId,
    resourceAccesses: scopeIds.map((id) => ({ id, type: "Scope" })),
  };
  const client = declareRegistration(
    `${name}-client`,
    { ...common, role: "client", displayName: clientDisplayName(displayName), signsIn, access: [access] },
    parent,
  );
  new azuread.ApplicationPreAuthorized(
    `${name}-pre-authorized`,
    {
      applicationId: api.application.id,
      authorizedClientId: client.application.clientId,
      permissionIds: scopeIds,
    },
    { parent, deletedWith: api.application, hooks: { onError: [onError] } },
  );
  return { api, client, identifierUri };
}

/** The provider writes the URI in standard Base64 into the id. */
function identifierUriImportId(applicationObjectId: string, uri: string): string {
  return `/applications/${applicationObjectId}/identifierUris/${Buffer.from(uri).toString("base64")}`;
}
