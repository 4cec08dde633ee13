import * as v from "valibot";

/** The members of the tenant's objects that the sandbox acts upon; others are kept as they are. */
const text = v.string();
const texts = v.array(text);
const nullableText = v.nullable(text);
const flag = v.nullable(v.boolean());
const entities = v.array(v.looseObject({}));
const instant = v.pipe(
  text,
  v.isoTimestamp(({ received }) => `expected an instant, got ${received}`),
);

const passwordCredentials = v.array(
  v.looseObject({
    keyId: text,
    displayName: nullableText,
    hint: text,
    startDateTime: instant,
    endDateTime: instant,
    secretHash: text,
  }),
);
const appRoles = v.array(v.looseObject({ id: text, value: nullableText, isEnabled: v.boolean() }));
const oauth2PermissionScopes = v.array(
  v.looseObject({
    id: text,
    value: nullableText,
    type: text,
    isEnabled: v.boolean(),
    adminConsentDisplayName: nullableText,
    adminConsentDescription: nullableText,
  }),
);
const redirects = v.looseObject({ redirectUris: texts });

export const applicationSchema = v.looseObject({
  id: text,
  appId: text,
  displayName: text,
  signInAudience: text,
  identifierUris: texts,
  defaultRedirectUri: nullableText,
  isFallbackPublicClient: v.nullable(v.boolean()),
  oauth2RequirePostResponse: v.boolean(),
  tags: texts,
  addIns: entities,
  info: v.looseObject({}),
  parentalControlSettings: v.looseObject({}),
  verifiedPublisher: v.looseObject({}),
  api: v.looseObject({
    knownClientApplications: texts,
    oauth2PermissionScopes,
    preAuthorizedApplications: v.array(v.looseObject({ appId: text, delegatedPermissionIds: texts })),
    requestedAccessTokenVersion: v.nullable(v.number()),
  }),
  appRoles,
  /** Missing in state files of an earlier sandbox. */
  authenticationBehaviors: v.optional(
    v.strictObject({
      blockAzureADGraphAccess: flag,
      coopEnforcement: flag,
      removeUnverifiedEmailClaim: flag,
      requireClientServicePrincipal: flag,
    }),
  ),
  requiredResourceAccess: v.array(
    v.looseObject({ resourceAppId: text, resourceAccess: v.array(v.looseObject({ id: text, type: text })) }),
  ),
  web: v.looseObject({
    redirectUris: texts,
    implicitGrantSettings: v.looseObject({
      enableAccessTokenIssuance: v.boolean(),
      enableIdTokenIssuance: v.boolean(),
    }),
  }),
  spa: redirects,
  publicClient: redirects,
  passwordCredentials,
  owners: texts,
});

export const servicePrincipalSchema = v.looseObject({
  id: text,
  appId: text,
  appOwnerOrganizationId: text,
  accountEnabled: v.boolean(),
  appRoleAssignmentRequired: v.boolean(),
  servicePrincipalType: text,
  addIns: entities,
  alternativeNames: texts,
  notificationEmailAddresses: texts,
  tags: texts,
  owners: texts,
  passwordCredentials,
  graphRoles: texts,
  acceptsAssertions: v.boolean(),
  published: v.optional(
    v.looseObject({ displayName: text, servicePrincipalNames: texts, oauth2PermissionScopes, appRoles }),
  ),
});

export const grantSchema = v.looseObject({
  id: text,
  clientId: text,
  resourceId: text,
  consentType: v.picklist(["AllPrincipals", "Principal"]),
  principalId: nullableText,
  scope: text,
});

export const assignmentSchema = v.looseObject({
  id: text,
  createdDateTime: instant,
  principalId: text,
  resourceId: text,
  appRoleId: text,
});

export const userSchema = v.looseObject({
  id: text,
  userPrincipalName: text,
  displayName: text,
  isAdmin: v.boolean(),
});

const deleted = { id: text, deletedDateTime: instant };
export const deletedItemSchema = v.variant("type", [
  v.looseObject({ ...deleted, type: v.literal("application"), object: applicationSchema }),
  v.looseObject({ ...deleted, type: v.literal("servicePrincipal"), object: servicePrincipalSchema }),
]);

/** What is wrong first, by its path: `tags: Invalid type: Expected Array but received 5`. */
export function firstProblem(issues: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const [issue] = issues;
  return `${v.getDotPath(issue) ?? "the whole"}: ${issue.message}`;
}
