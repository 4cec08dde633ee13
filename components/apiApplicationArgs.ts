import type * as pulumi from "@pulumi/pulumi";

/** A permission the API exposes. */
export interface ApiScopeArgs {
  /** What a client asks for after `api://{clientId}/`, for example `user_impersonation`. */
  value: string;
  /** Title on the consent page. @default derived from `value` */
  displayName?: string;
  /** Text on the consent page. @default derived from `value` */
  description?: string;
  /** Who may consent: `User` (users and administrators) or `Admin`. @default "User" */
  type?: string;
  /** Id of a scope that exists already. @default a random UUID kept for the value */
  id?: string;
}

/** A client secret of an earlier schedule, to be declared until it expires. */
export interface KeptSecretArgs {
  /** The instant it fell due, ISO 8601. */
  issued: string;
  /** The instant it expires, ISO 8601. */
  expires: string;
}

/** How client secrets follow one another. */
export interface RotationArgs {
  /** Day (00:00 UTC) or instant the first secret falls due, ISO 8601. */
  firstIssued?: string;
  /** Days each secret is valid: whole, at most 730. */
  lifetimeDays: number;
  /** Days the old secret stays valid beside the new one: whole, at least 1, at most half the lifetime. */
  overlapDays: number;
  /** The secret's description in Entra ID. */
  description: string;
  /** Secrets of an earlier schedule. @default none */
  keep?: KeptSecretArgs[];
  /** Until this instant, ISO 8601, a live secret may be deleted. @default never */
  allowRevocationUntil?: string;
}

/** What {@link ApiApplication} is made from. */
export interface ApiApplicationArgs {
  /**
   * The instant of the run, ISO 8601: it decides which client secrets are declared. Required, except through the
   * component package, which takes the clock.
   */
  now?: string;
  /** The directory (tenant) the application is registered in. */
  tenantId: pulumi.Input<string>;
  /** Object ids of the owners of application and service principal, the deploying identity among them. */
  owners: pulumi.Input<pulumi.Input<string>[]>;
  /** Name of the application, 1 to 120 characters. */
  displayName: string;
  /** Web redirect URIs, 1 to 256. */
  redirectUris: string[];
  /** Whether the implicit grant issues access tokens. */
  implicitAccessTokens: boolean;
  /** The permissions the API exposes, at least one. */
  scopes: ApiScopeArgs[];
  /** How client secrets follow one another. */
  rotation: RotationArgs;
  /** Microsoft cloud of the tenant: `public`, `usgovernment`, `dod` or `china`. */
  cloud: string;
  /** Whether ICI is also to accept tokens asked for in the form `{clientId}/{scope}`. */
  acceptGuidAudience: boolean;
  /** Whether Pulumi refuses to delete the application. */
  protect: boolean;
  /** `same`: one registration is client and API. `separate`: the client has one of its own, pre-authorized on the API. */
  clientApplication: string;
  /** Whether to grant admin consent, which needs `DelegatedPermissionGrant.ReadWrite.All`. */
  adminConsent: boolean;
  /** A registration that exists already, to be taken over. @default a new one */
  adopt?: AdoptedApplicationArgs;
  /** Metadata host of a rehearsal, as the provider's `metadataHost`. @default the cloud's own */
  metadataHost?: string;
}

/** The objects of a registration that exists already; ids as Entra ID shows them. */
export interface AdoptedApplicationArgs {
  /** Object id of the application. */
  applicationObjectId: string;
  /** Object id of the service principal. @default one is created */
  servicePrincipalObjectId?: string;
  /** The identifier URI it has, `api://{clientId}`. @default one is added */
  identifierUri?: string;
  /** Ids of its scopes, by value. */
  scopeIds: Record<string, string>;
}
