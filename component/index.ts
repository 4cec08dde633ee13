import * as pulumi from "@pulumi/pulumi";
import { declareApplication } from "../components/apiApplication";
import { UserError } from "../entra/userError";
import { parseInstant } from "../model/instant";
import { formatProblems } from "../model/problem";
import { readRegistration } from "../model/settings";

// Pulumi derives the package's schema from these declarations: no unions, no aliases of object types, every field an
// input or an output.

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
  /** The instant it was issued, ISO 8601. */
  issued: string;
  /** The instant it expires, ISO 8601. */
  expires: string;
}

/** How client secrets follow one another. */
export interface RotationArgs {
  /** Day (00:00 UTC) or instant the first secret is issued, ISO 8601. */
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

/** What {@link ApiApplication} is made from. */
export interface ApiApplicationArgs {
  /** The instant of the run, ISO 8601: it decides which client secrets are declared. @default the clock's */
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
  /** Whether only users and groups that are assigned to the enterprise application may sign in. @default false */
  assignmentRequired?: boolean;
  /** The permissions the API exposes, at least one. */
  scopes: ApiScopeArgs[];
  /** How client secrets follow one another. */
  rotation: RotationArgs;
  /** Microsoft cloud of the tenant: `public`, `usgovernment`, `dod` or `china`. */
  cloud: string;
  /** Whether ICI is also to accept tokens asked for in the form `{clientId}/{scope}`, which UiPath is then to ask for. */
  acceptGuidAudience: boolean;
  /** Whether Pulumi refuses to delete the application. */
  protect: boolean;
  /** `same`: one registration is client and API. `separate`: the client has one of its own, pre-authorized on the API. */
  clientApplication: string;
  /** Whether to grant admin consent, which needs `DelegatedPermissionGrant.ReadWrite.All`. */
  adminConsent: boolean;
  /** A registration that exists already, to be taken over. @default a new one */
  adopt?: AdoptedApplicationArgs;
  /** Metadata host in place of the cloud's own. @default the provider's `metadataHost` */
  metadataHost?: string;
}

/** What the UiPath connection dialog asks for with OAuth 2.0. */
export interface UipathConnection {
  clientId: string;
  clientSecret: string;
  tenantId: string;
  scope: string;
}

/** What Icertis asks for per environment, and what spares it a question. Nothing here is secret. */
export interface IcertisHandoff {
  applicationClientId: string;
  directoryTenantId: string;
  /** The application object's id, as Icertis asks for. */
  objectId: string;
  openIdConnectMetadataDocument: string;
  /** The client's service principal: the `oid` of an app-only token, which the application object's id never is. */
  servicePrincipalObjectId: string;
  v1MetadataDocument: string;
}

/**
 * The Icertis API application in Microsoft Entra ID: registration, App ID URI, exposed scopes, service principal,
 * owners and a client secret that is rotated without downtime.
 */
export class ApiApplication extends pulumi.ComponentResource {
  /** Application (client) ID. */
  public readonly clientId!: pulumi.Output<string>;
  /** Directory (tenant) ID. */
  public readonly tenantId!: pulumi.Output<string>;
  /** Object id of the application. */
  public readonly objectId!: pulumi.Output<string>;
  /** Object id of the service principal. */
  public readonly servicePrincipalObjectId!: pulumi.Output<string>;
  /** OpenID Connect metadata document of the tenant. */
  public readonly openIdMetadataUrl!: pulumi.Output<string>;
  /** App ID URI, `api://{clientId}`. */
  public readonly identifierUri!: pulumi.Output<string>;
  /** Full names of the scopes, `api://{clientId}/{value}`; with `acceptGuidAudience` `{clientId}/{value}`. */
  public readonly scopes!: pulumi.Output<string[]>;
  /** The published client secret; a Pulumi secret. */
  public readonly clientSecret!: pulumi.Output<string>;
  /** Id of the published client secret. */
  public readonly clientSecretKeyId!: pulumi.Output<string>;
  /** The instant the published client secret was issued, in UTC. */
  public readonly clientSecretIssuedOn!: pulumi.Output<string>;
  /** The instant the published client secret expires, in UTC. */
  public readonly clientSecretExpiresOn!: pulumi.Output<string>;
  /** The instant the next client secret is issued, in UTC. */
  public readonly nextRotationOn!: pulumi.Output<string>;
  /** Client id of the API, where the client has a registration of its own. */
  public readonly apiClientId?: pulumi.Output<string>;
  /** Object id of the API's application, where the client has a registration of its own. */
  public readonly apiObjectId?: pulumi.Output<string>;
  /** The client secret published before, while it is valid; a Pulumi secret. */
  public readonly previousClientSecret?: pulumi.Output<string>;
  /** Its id. */
  public readonly previousClientSecretKeyId?: pulumi.Output<string>;
  /** The instant it was issued, in UTC. */
  public readonly previousClientSecretIssuedOn?: pulumi.Output<string>;
  /** The instant it expires: UiPath must have the new one by then. Left out when it has. */
  public readonly previousClientSecretExpiresOn?: pulumi.Output<string>;
  /** The tenant.json fragment for Icertis, as text. */
  public readonly tenantJson!: pulumi.Output<string>;
  /** What the UiPath connection dialog asks for; a Pulumi secret. */
  public readonly uipathConnection!: pulumi.Output<UipathConnection>;
  /** What the Icertis team asks for. */
  public readonly icertisHandoff!: pulumi.Output<IcertisHandoff>;
  /** The page on which an administrator consents for the tenant. */
  public readonly adminConsentUrl!: pulumi.Output<string>;

  /** @throws UserError naming every argument that Entra ID or the rotation would refuse */
  constructor(name: string, args: ApiApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("icertis:index:ApiApplication", name, {}, opts);
    const { outputs, previousSecret } = declareApplication(name, checkedArgs(args), this);
    const previous = previousSecret && {
      previousClientSecret: previousSecret.value,
      previousClientSecretKeyId: previousSecret.keyId,
      previousClientSecretIssuedOn: previousSecret.issuedOn,
    };
    Object.assign(this, outputs, previous);
    this.registerOutputs({ ...outputs, ...previous });
  }
}

/**
 * The arguments as the program's own configuration would have been read, with what a program in another language cannot
 * know: the instant of the run, which is not to be a constant, and where the provider has been pointed.
 */
function checkedArgs({ now: given, tenantId, owners, adopt, metadataHost, ...settings }: ApiApplicationArgs) {
  const now = given === undefined ? Date.now() : parseInstant(given);
  const registration = readRegistration({ assignmentRequired: false, ...settings }, { now: now ?? Date.now() });
  if (now === undefined || Array.isArray(registration)) {
    const message = "must be an instant, ISO 8601 with Z or an offset; leave it out for the clock's";
    const problems = [
      ...(now === undefined ? [{ key: "now", got: given, message }] : []),
      ...(Array.isArray(registration) ? registration : []),
    ];
    throw new UserError("arguments-invalid", `wrong arguments:\n${formatProblems(problems)}`);
  }
  const host = new pulumi.Config("azuread").get("metadataHost") || process.env["ARM_METADATA_HOSTNAME"] || undefined;
  return { ...registration, now, tenantId, owners, ownersListed: true, adopt, metadataHost: metadataHost ?? host };
}
