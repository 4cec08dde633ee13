import type { Application } from "../directory/application";
import type { PasswordCredential } from "../directory/credential";
import type { Directory, User } from "../directory/directory";
import type { ServicePrincipal } from "../directory/servicePrincipal";
import { without } from "../without";

/** A credential as Graph shows it after its creation: without the secret. */
export function credentialView(credential: PasswordCredential): object {
  return { ...without(credential, "secretHash"), secretText: null };
}

/** An application as Graph shows it: owners have their own address, secrets only their hint. */
export function applicationView(application: Application): object {
  return {
    ...without(application, "owners"),
    passwordCredentials: application.passwordCredentials.map(credentialView),
    web: {
      ...application.web,
      redirectUriSettings: application.web.redirectUris.map((uri) => ({ uri, index: null })),
    },
  };
}

/** A service principal with what it takes over from its application. */
export function servicePrincipalView(principal: ServicePrincipal, directory: Directory): object {
  const api = directory.publishedApi(principal);
  const application = directory.applicationByAppId(principal.appId);
  return {
    ...without(principal, "owners", "graphRoles", "acceptsAssertions", "published"),
    appDisplayName: api.displayName,
    displayName: api.displayName,
    servicePrincipalNames: api.servicePrincipalNames,
    oauth2PermissionScopes: api.oauth2PermissionScopes,
    appRoles: api.appRoles,
    replyUrls: application?.web.redirectUris ?? [],
    homepage: null,
    logoutUrl: null,
    info: application?.["info"] ?? null,
    signInAudience: application?.signInAudience ?? "AzureADMultipleOrgs",
    passwordCredentials: principal.passwordCredentials.map(credentialView),
  };
}

/** A user with the members Graph returns unasked. */
export function userView(user: User): object {
  return { businessPhones: [], mail: null, ...without(user, "isAdmin") };
}

/** Any directory object, with the type Graph names in a mixed list. */
export function directoryObjectView(id: string, directory: Directory): object | undefined {
  const user = directory.users.get(id);
  if (user) return { "@odata.type": "#microsoft.graph.user", ...userView(user) };
  const principal = directory.servicePrincipals.visible(id);
  if (principal)
    return { "@odata.type": "#microsoft.graph.servicePrincipal", ...servicePrincipalView(principal, directory) };
  const application = directory.applications.visible(id);
  if (application) return { "@odata.type": "#microsoft.graph.application", ...applicationView(application) };
  return undefined;
}
