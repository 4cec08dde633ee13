import * as pulumi from "@pulumi/pulumi";
import { cloudNamed } from "../model/cloud";
import { adminConsentUrl, connectionScope, fullScopeNames, icertisHandoff } from "../model/handoff";
import type { OAuthOutputs, OAuthSecrets } from "../model/outputs";
import type { OAuthSettings } from "../model/settings";
import { renderTenantJson } from "../model/tenantJson";
import { tokenContract } from "../model/token";
import type { AdoptedApplication } from "./adoption";
import { declareConsent } from "./consent";
import { providerErrorHook } from "./providerErrors";
import { declareRegistrations } from "./registrations";
import { type ClientSecret, RotatingSecret } from "./rotatingSecret";

/** What {@link ApiApplication} is made from: checked settings, and what they do not say. */
export interface ApiApplicationArgs extends Pick<
  OAuthSettings,
  | "displayName"
  | "redirectUris"
  | "implicitAccessTokens"
  | "assignmentRequired"
  | "scopes"
  | "rotation"
  | "cloud"
  | "acceptGuidAudience"
  | "protect"
  | "clientApplication"
  | "adminConsent"
> {
  /** The instant of the run: it decides which client secrets are declared. */
  readonly now: number;
  /** The directory (tenant) the application is registered in. */
  readonly tenantId: pulumi.Input<string>;
  /** Object ids of the owners of application and service principal, the deploying identity among them. */
  readonly owners: pulumi.Input<pulumi.Input<string>[]>;
  /** Whether they are a list somebody wrote, so that everybody else is removed from the owners. */
  readonly ownersListed: boolean;
  /** A registration that exists already, to be taken over. @default a new one */
  readonly adopt?: AdoptedApplication | undefined;
  /** A metadata host in place of the cloud's own, as the provider's `metadataHost`. */
  readonly metadataHost?: string | undefined;
  /** Whether the environment names the identity that deploys, so that Graph can be asked beside the provider. @default false */
  readonly identityInEnvironment?: boolean;
}

type Contract = Omit<OAuthOutputs & OAuthSecrets, "contractVersion" | "authentication" | "vaultSecretUri">;

/** The outputs of the contract that an application has. */
export type ApplicationOutputs = { readonly [Name in keyof Contract]: pulumi.Output<NonNullable<Contract[Name]>> };

/** What was declared below a component. */
export interface DeclaredApplication {
  readonly outputs: ApplicationOutputs;
  /** The client secret published before, while it is valid. */
  readonly previousSecret?: ClientSecret | undefined;
}

/**
 * The Icertis API application in Microsoft Entra ID: registration, App ID URI, exposed scopes, service principal,
 * owners and a client secret that is rotated without downtime.
 */
export class ApiApplication extends pulumi.ComponentResource implements DeclaredApplication {
  public readonly outputs: ApplicationOutputs;
  public readonly previousSecret?: ClientSecret | undefined;

  constructor(name: string, args: ApiApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("icertis:index:ApiApplication", name, {}, opts);
    ({ outputs: this.outputs, previousSecret: this.previousSecret } = declareApplication(name, args, this));
    this.registerOutputs(this.outputs);
  }
}

/** Declares everything an {@link ApiApplication} consists of below a component, this one or that of the package. */
export function declareApplication(
  name: string,
  args: ApiApplicationArgs,
  parent: pulumi.ComponentResource,
): DeclaredApplication {
  const { rotation, now, metadataHost, acceptGuidAudience } = args;
  const cloud = cloudNamed(args.cloud);
  const scopeValues = args.scopes.map((scope) => scope.value);
  const onError = providerErrorHook(name);

  const { api, client, identifierUri } = declareRegistrations(name, args, onError, parent);
  if (args.adminConsent) declareConsent(name, { client, api, scopes: scopeValues, onError }, parent);

  const tenantId = pulumi.output(args.tenantId);
  const { clientId, objectId } = client.application;
  const ids = pulumi.output({
    tenantId,
    clientId: api.application.clientId,
    objectId: api.application.objectId,
    servicePrincipalObjectId: client.servicePrincipal.objectId,
  });
  const { current, previous, nextRotationOn } = new RotatingSecret(
    `${name}-secret`,
    {
      application: client.application,
      rotation,
      now,
      signIn: pulumi.output({ tenantId, clientId, cloud: args.cloud, metadataHost }),
      removeDirectly: args.identityInEnvironment ?? false,
      onError,
      // On a destroy the secrets must be refused, or go, before what they depend on has left the state.
      after: [client.servicePrincipal, identifierUri],
    },
    { parent },
  );

  const contract = ids.apply((known) => tokenContract(cloud, known.tenantId, known.clientId, acceptGuidAudience));
  const scopes = ids.apply((known) => fullScopeNames(known.clientId, scopeValues, acceptGuidAudience));
  const scope = scopes.apply(connectionScope);
  const outputs: ApplicationOutputs = {
    clientId,
    tenantId,
    objectId,
    servicePrincipalObjectId: client.servicePrincipal.objectId,
    ...(client !== api && { apiClientId: api.application.clientId, apiObjectId: api.application.objectId }),
    openIdMetadataUrl: contract.metadataUrl,
    identifierUri: identifierUri.identifierUri,
    scopes,
    clientSecret: current.value,
    clientSecretKeyId: current.keyId,
    clientSecretIssuedOn: current.issuedOn,
    clientSecretExpiresOn: current.expiresOn,
    nextRotationOn,
    ...(previous && { previousClientSecretExpiresOn: previous.expiresOn }),
    tenantJson: contract.apply(renderTenantJson),
    uipathConnection: pulumi.secret(pulumi.output({ clientId, clientSecret: current.value, tenantId, scope })),
    icertisHandoff: pulumi.all([ids, contract]).apply(([known, tokens]) => icertisHandoff(known, tokens)),
    adminConsentUrl: pulumi
      .output({ tenantId, clientId, scopes })
      .apply((known) => adminConsentUrl(cloud, { ...known, redirectUris: args.redirectUris })),
  };
  return { outputs, previousSecret: previous };
}
