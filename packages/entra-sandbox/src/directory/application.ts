import { randomUUID } from "node:crypto";
import type { PasswordCredential } from "./credential";

/** A delegated permission an API exposes. */
export interface PermissionScope {
  readonly id: string;
  readonly value: string | null;
  readonly type: "User" | "Admin";
  readonly isEnabled: boolean;
  readonly adminConsentDisplayName: string | null;
  readonly adminConsentDescription: string | null;
  readonly userConsentDisplayName: string | null;
  readonly userConsentDescription: string | null;
}

/** An application permission an API exposes. */
export interface AppRole {
  readonly id: string;
  readonly value: string | null;
  readonly isEnabled: boolean;
  readonly displayName: string;
  readonly description: string;
  readonly allowedMemberTypes: readonly string[];
}

/** A client that gets delegated permissions without asking anyone for consent. */
export interface PreAuthorizedApplication {
  readonly appId: string;
  readonly delegatedPermissionIds: readonly string[];
}

/** An application registration as Graph shows it, with what the sandbox acts upon spelled out. */
export interface Application {
  readonly [property: string]: unknown;
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly createdDateTime: string;
  readonly identifierUris: readonly string[];
  readonly defaultRedirectUri: string | null;
  readonly isFallbackPublicClient: boolean | null;
  readonly signInAudience: string;
  readonly tags: readonly string[];
  readonly api: {
    readonly oauth2PermissionScopes: readonly PermissionScope[];
    readonly preAuthorizedApplications: readonly PreAuthorizedApplication[];
    readonly requestedAccessTokenVersion: number | null;
  };
  readonly appRoles: readonly AppRole[];
  readonly requiredResourceAccess: readonly {
    readonly resourceAppId: string;
    readonly resourceAccess: readonly { readonly id: string; readonly type: "Scope" | "Role" }[];
  }[];
  readonly web: {
    readonly redirectUris: readonly string[];
    readonly implicitGrantSettings: {
      readonly enableAccessTokenIssuance: boolean;
      readonly enableIdTokenIssuance: boolean;
    };
  };
  readonly spa: { readonly redirectUris: readonly string[] };
  readonly publicClient: { readonly redirectUris: readonly string[] };
  readonly passwordCredentials: readonly PasswordCredential[];
  /** Object ids; Graph shows them under `/owners` only. */
  readonly owners: readonly string[];
}

/**
 * What Graph gives an application that states nothing. Its keys are also the properties a client may write
 * (https://learn.microsoft.com/graph/api/resources/application); any other name is an error.
 */
export const applicationDefaults = {
  addIns: [],
  api: {
    acceptMappedClaims: null,
    knownClientApplications: [],
    requestedAccessTokenVersion: null,
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
  },
  appRoles: [],
  // https://learn.microsoft.com/graph/api/resources/authenticationbehaviors
  authenticationBehaviors: {
    blockAzureADGraphAccess: null,
    coopEnforcement: null,
    removeUnverifiedEmailClaim: null,
    requireClientServicePrincipal: null,
  },
  defaultRedirectUri: null as string | null,
  description: null,
  displayName: "",
  groupMembershipClaims: null,
  identifierUris: [],
  info: {
    logoUrl: null,
    marketingUrl: null,
    privacyStatementUrl: null,
    supportUrl: null,
    termsOfServiceUrl: null,
  },
  isDeviceOnlyAuthSupported: null,
  isFallbackPublicClient: null,
  keyCredentials: [],
  nativeAuthenticationApisEnabled: null,
  notes: null,
  oauth2RequirePostResponse: false,
  optionalClaims: null,
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: "Allow" },
  passwordCredentials: [] as readonly PasswordCredential[],
  publicClient: { redirectUris: [] },
  requestSignatureVerification: null,
  requiredResourceAccess: [],
  samlMetadataUrl: null,
  serviceManagementReference: null,
  servicePrincipalLockConfiguration: null,
  signInAudience: "AzureADMyOrg",
  spa: { redirectUris: [] },
  tags: [],
  tokenEncryptionKeyId: null,
  verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
  web: {
    homePageUrl: null,
    logoutUrl: null,
    redirectUris: [],
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    redirectUriSettings: [],
  },
};

/** An application with Graph's defaults, new ids and the given name. */
export function newApplication(displayName: string, createdDateTime: string, publisherDomain: string): Application {
  return {
    ...structuredClone(applicationDefaults),
    id: randomUUID(),
    appId: randomUUID(),
    displayName,
    createdDateTime,
    publisherDomain,
    deletedDateTime: null,
    applicationTemplateId: null,
    certification: null,
    disabledByMicrosoftStatus: null,
    uniqueName: null,
    owners: [],
  };
}
