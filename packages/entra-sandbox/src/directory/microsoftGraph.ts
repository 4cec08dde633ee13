import type { PermissionScope } from "./application";
import type { ServicePrincipal } from "./servicePrincipal";
import { newServicePrincipal } from "./servicePrincipal";

/** Microsoft Graph's application id, the same in every tenant. */
export const graphAppId = "00000003-0000-0000-c000-000000000000";

/** Microsoft's own tenant, where Graph's application lives. */
const microsoftTenant = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/** https://learn.microsoft.com/graph/permissions-reference */
const scopes: readonly (readonly [value: string, id: string, displayName: string])[] = [
  ["User.Read", "e1fe6dd8-ba31-4d61-89e7-88639da4683d", "Sign in and read user profile"],
  ["openid", "37f7f235-527c-4136-accd-4a02d197296e", "Sign users in"],
  ["profile", "14dad69e-099b-42c9-810b-d002981feec1", "View users' basic profile"],
  ["email", "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0", "View users' email address"],
  ["offline_access", "7427e0e9-2fba-42fe-b0c0-848c9e6a8182", "Maintain access to data you have given it access to"],
];

/** Ids that are the same in every tenant. */
export const wellKnownIds: readonly string[] = [graphAppId, microsoftTenant, ...scopes.map(([, id]) => id)];

/** The service principal of Microsoft Graph that every tenant has. */
export function microsoftGraphPrincipal(createdDateTime: string): ServicePrincipal {
  return {
    ...newServicePrincipal(graphAppId, microsoftTenant, createdDateTime),
    published: {
      displayName: "Microsoft Graph",
      servicePrincipalNames: [graphAppId, "https://graph.microsoft.com"],
      oauth2PermissionScopes: scopes.map(([value, id, displayName]) => scope(value, id, displayName)),
      appRoles: [],
    },
  };
}

function scope(value: string, id: string, displayName: string): PermissionScope {
  return {
    id,
    value,
    type: "User",
    isEnabled: true,
    adminConsentDisplayName: displayName,
    adminConsentDescription: `${displayName}.`,
    userConsentDisplayName: displayName,
    userConsentDescription: `${displayName}.`,
  };
}
