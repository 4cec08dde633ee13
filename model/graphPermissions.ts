/** Microsoft Graph's client id, the same in every tenant and cloud. */
export const graphClientId = "00000003-0000-0000-c000-000000000000";

/**
 * The delegated permissions a sign-in needs, which a portal registration gets in part and an API one not at all:
 * https://learn.microsoft.com/graph/permissions-reference.
 */
export const signInPermissions: Readonly<Record<string, string>> = {
  "User.Read": "e1fe6dd8-ba31-4d61-89e7-88639da4683d",
  openid: "37f7f235-527c-4136-accd-4a02d197296e",
  profile: "14dad69e-099b-42c9-810b-d002981feec1",
  offline_access: "7427e0e9-2fba-42fe-b0c0-848c9e6a8182",
};
