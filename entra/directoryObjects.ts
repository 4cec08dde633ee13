/** Of a secret, everything but its value: Graph never shows that again. */
export interface PasswordCredential {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly startDateTime: string;
  readonly endDateTime: string;
}

/** The members of an application the tools look at. */
export interface GraphApplication {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly createdDateTime?: string;
  readonly signInAudience: string;
  readonly tags: readonly string[];
  readonly identifierUris: readonly string[];
  readonly groupMembershipClaims?: string | null;
  readonly api?: {
    readonly requestedAccessTokenVersion?: number | null;
    readonly oauth2PermissionScopes?: readonly GraphScope[];
    readonly preAuthorizedApplications?: readonly { readonly appId: string }[];
  };
  readonly web?: {
    readonly redirectUris?: readonly string[];
    readonly implicitGrantSettings?: {
      readonly enableAccessTokenIssuance?: boolean;
      readonly enableIdTokenIssuance?: boolean;
    };
  };
  readonly spa?: { readonly redirectUris?: readonly string[] };
  readonly publicClient?: { readonly redirectUris?: readonly string[] };
  readonly appRoles?: readonly { readonly value: string | null }[];
  readonly requiredResourceAccess?: readonly {
    readonly resourceAppId: string;
    readonly resourceAccess: readonly { readonly id: string }[];
  }[];
  readonly passwordCredentials: readonly PasswordCredential[];
  readonly keyCredentials?: readonly {
    readonly keyId: string;
    readonly displayName: string | null;
    readonly endDateTime: string;
  }[];
}

/** A scope as an application exposes it. */
export interface GraphScope {
  readonly id: string;
  readonly value: string;
  readonly type: string;
  readonly isEnabled: boolean;
  readonly adminConsentDisplayName?: string | null;
  readonly adminConsentDescription?: string | null;
}

/** The members of a service principal the tools look at. */
export interface GraphServicePrincipal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  readonly description?: string | null;
  /** Whether only users who are assigned may sign in. */
  readonly appRoleAssignmentRequired?: boolean;
  readonly tags: readonly string[];
}

/** An owner: a person or a service principal. */
export interface GraphOwner {
  readonly id: string;
  readonly displayName?: string | null;
}
