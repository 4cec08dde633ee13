/**
 * What this program does not state about a registration, as paths into the provider's properties. People set it in the
 * portal, and it stays: the engine ignores changes to it, so the provider sends what the state holds of it.
 */

/** The provider sends these with every update of an application, whatever else it changes. */
const sentWithApplication = [
  "api.knownClientApplications",
  "api.mappedClaimsEnabled",
  "deviceOnlyAuthEnabled",
  "fallbackPublicClientEnabled",
  "groupMembershipClaims",
  "marketingUrl",
  "notes",
  "privacyStatementUrl",
  "publicClient",
  "serviceManagementReference",
  "singlePageApplication",
  "supportUrl",
  "tags",
  "termsOfServiceUrl",
  "web.homepageUrl",
  "web.implicitGrant.idTokenIssuanceEnabled",
  "web.logoutUrl",
];

/** Kept on an application, the permissions it asks for apart. */
export const keptOnApplication: readonly string[] = [
  ...sentWithApplication,
  // Sent with every update too, but the provider's data source does not read it.
  "description",
  // Sent only when they change, which they never do here; the identifier URI is a resource of its own.
  "appRoles",
  "identifierUris",
  "oauth2PostResponseRequired",
  "optionalClaims",
];

/** Kept on a service principal, whether users must be assigned apart: the provider sends all of it with every update. */
export const keptOnServicePrincipal: readonly string[] = [
  "accountEnabled",
  "alternativeNames",
  "description",
  "loginUrl",
  "notes",
  "notificationEmailAddresses",
  "preferredSingleSignOnMode",
  "samlSingleSignOn",
  "tags",
];

/** The kept properties of an application that an update can only write over unseen where Entra ID has changed them. */
export const comparedOnApplication: readonly string[] = sentWithApplication;
