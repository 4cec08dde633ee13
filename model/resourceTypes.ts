/** Type tokens of resources, as texts: loading the providers' packages for them would cost seconds a preview. */
export const application = "azuread:index/application:Application";
export const applicationRegistration = "azuread:index/applicationRegistration:ApplicationRegistration";
export const applicationRedirectUris = "azuread:index/applicationRedirectUris:ApplicationRedirectUris";
export const applicationIdentifierUri = "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri";
export const applicationPreAuthorized = "azuread:index/applicationPreAuthorized:ApplicationPreAuthorized";
export const applicationPermissionScope = "azuread:index/applicationPermissionScope:ApplicationPermissionScope";
export const applicationPassword = "azuread:index/applicationPassword:ApplicationPassword";
export const servicePrincipal = "azuread:index/servicePrincipal:ServicePrincipal";
export const servicePrincipalDelegatedPermissionGrant =
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant";
export const servicePrincipalPassword = "azuread:index/servicePrincipalPassword:ServicePrincipalPassword";

/** Whether the type is azure-native's resource of that name, in the default version or in a dated one, of whichever package. */
export function isAzureNative(type: string, module: string, name: string): boolean {
  const [provider, token = "", resource] = type.split(":");
  return /^azure-native(_|$)/.test(provider ?? "") && token.split("/")[0] === module && resource === name;
}
