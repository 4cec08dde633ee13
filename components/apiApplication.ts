import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { cloudNamed } from "../model/cloud";
import { graphClientId, signInPermissions } from "../model/graphPermissions";
import {
  adminConsentUrl,
  connectionScope,
  fullScopeNames,
  icertisHandoff,
  type IcertisHandoff,
  type UipathConnection,
} from "../model/handoff";
import { attributionTags } from "../model/tags";
import { renderTenantJson } from "../model/tenantJson";
import { accessTokenVersion, identifierUriOf, tokenContract } from "../model/token";
import type { ApiApplicationArgs } from "./apiApplicationArgs";
import { checkedRegistration } from "./checkedRegistration";
import { exposedScopes } from "./exposedScopes";
import { RotatingSecret } from "./rotatingSecret";

/**
 * The Icertis API application in Microsoft Entra ID: registration, App ID URI, exposed scopes, service principal,
 * owners and a client secret that is rotated without downtime.
 *
 * One `Application` rather than the provider's granular resources, which need 62 Graph calls instead of 7 to add 20
 * scopes, and fight with it over the same properties (pulumi/pulumi-azuread #1169).
 */
export class ApiApplication extends pulumi.ComponentResource {
  /** Application (client) ID. */
  public readonly clientId: pulumi.Output<string>;
  /** Directory (tenant) ID. */
  public readonly tenantId: pulumi.Output<string>;
  /** Object id of the application. */
  public readonly objectId: pulumi.Output<string>;
  /** Object id of the service principal. */
  public readonly servicePrincipalObjectId: pulumi.Output<string>;
  /** OpenID Connect metadata document of the tenant. */
  public readonly openIdMetadataUrl: pulumi.Output<string>;
  /** App ID URI, `api://{clientId}`. */
  public readonly identifierUri: pulumi.Output<string>;
  /** Full names of the scopes, `api://{clientId}/{value}`. */
  public readonly scopes: pulumi.Output<string[]>;
  /** The published client secret; a Pulumi secret. */
  public readonly clientSecret: pulumi.Output<string>;
  /** Id of the published client secret. */
  public readonly clientSecretKeyId: pulumi.Output<string>;
  /** The instant the published client secret fell due, in UTC. */
  public readonly clientSecretIssuedOn: pulumi.Output<string>;
  /** The instant the published client secret expires, in UTC. */
  public readonly clientSecretExpiresOn: pulumi.Output<string>;
  /** The instant the next client secret falls due, in UTC. */
  public readonly nextRotationOn: pulumi.Output<string>;
  /** The instant the client secret published before expires: UiPath must have the new one by then. Left out when it has. */
  public readonly previousClientSecretExpiresOn?: pulumi.Output<string>;
  /** The tenant.json fragment for Icertis, as text. */
  public readonly tenantJson: pulumi.Output<string>;
  /** What the UiPath connection dialog asks for; a Pulumi secret. */
  public readonly uipathConnection: pulumi.Output<UipathConnection>;
  /** What the Icertis team asks for. */
  public readonly icertisHandoff: pulumi.Output<IcertisHandoff>;
  /** The page on which an administrator consents for the tenant. */
  public readonly adminConsentUrl: pulumi.Output<string>;

  /** @throws pulumi.ResourceError naming every setting that Entra ID or the rotation would refuse */
  constructor(name: string, args: ApiApplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("icertis:index:ApiApplication", name, {}, opts);
    const { rotation, now } = checkedRegistration(args, this);
    const cloud = cloudNamed(args.cloud);
    const tags = attributionTags(pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack());

    const application = new azuread.Application(
      `${name}-app`,
      {
        displayName: args.displayName,
        signInAudience: "AzureADMyOrg",
        owners: args.owners,
        tags,
        web: {
          redirectUris: args.redirectUris,
          implicitGrant: { accessTokenIssuanceEnabled: args.implicitAccessTokens, idTokenIssuanceEnabled: false },
        },
        api: {
          requestedAccessTokenVersion: accessTokenVersion,
          oauth2PermissionScopes: exposedScopes(name, args.scopes, this),
        },
        requiredResourceAccesses: [
          {
            resourceAppId: graphClientId,
            resourceAccesses: Object.values(signInPermissions).map((id) => ({ id, type: "Scope" })),
          },
        ],
      },
      // The identifier URI holds the client id, so it is a resource of its own, and not this one's to remove.
      { parent: this, protect: args.protect, ignoreChanges: ["identifierUris"] },
    );
    const identifierUri = new azuread.ApplicationIdentifierUri(
      `${name}-identifier-uri`,
      { applicationId: application.id, identifierUri: application.clientId.apply(identifierUriOf) },
      { parent: this, deletedWith: application },
    );
    const servicePrincipal = new azuread.ServicePrincipal(
      `${name}-service-principal`,
      { clientId: application.clientId, owners: args.owners, tags },
      { parent: this, deletedWith: application },
    );
    const secret = new RotatingSecret(
      `${name}-secret`,
      // On a destroy the secrets must be refused, or go, before these two have left the state.
      { application, rotation, now, after: [servicePrincipal, identifierUri] },
      { parent: this },
    );

    const ids = pulumi.output({
      tenantId: args.tenantId,
      clientId: application.clientId,
      objectId: application.objectId,
      servicePrincipalObjectId: servicePrincipal.objectId,
    });
    const contract = ids.apply(({ tenantId, clientId }) =>
      tokenContract(cloud, tenantId, clientId, args.acceptGuidAudience),
    );
    this.clientId = application.clientId;
    this.tenantId = ids.tenantId;
    this.objectId = application.objectId;
    this.servicePrincipalObjectId = servicePrincipal.objectId;
    this.openIdMetadataUrl = contract.metadataUrl;
    this.identifierUri = identifierUri.identifierUri;
    this.scopes = application.clientId.apply((clientId) =>
      fullScopeNames(
        clientId,
        args.scopes.map((scope) => scope.value),
      ),
    );
    this.clientSecret = secret.value;
    this.clientSecretKeyId = secret.keyId;
    this.clientSecretIssuedOn = secret.issuedOn;
    this.clientSecretExpiresOn = secret.expiresOn;
    this.nextRotationOn = secret.nextRotationOn;
    if (secret.previousExpiresOn) this.previousClientSecretExpiresOn = secret.previousExpiresOn;
    this.tenantJson = contract.apply(renderTenantJson);
    this.uipathConnection = pulumi.secret(
      pulumi.output({
        clientId: application.clientId,
        clientSecret: secret.value,
        tenantId: ids.tenantId,
        scope: this.scopes.apply(connectionScope),
      }),
    );
    this.icertisHandoff = pulumi.all([ids, contract]).apply(([known, tokens]) => icertisHandoff(known, tokens));
    this.adminConsentUrl = ids.apply(({ tenantId, clientId }) => adminConsentUrl(cloud, tenantId, clientId));
    this.registerOutputs({
      clientId: this.clientId,
      tenantId: this.tenantId,
      objectId: this.objectId,
      servicePrincipalObjectId: this.servicePrincipalObjectId,
      openIdMetadataUrl: this.openIdMetadataUrl,
      identifierUri: this.identifierUri,
      scopes: this.scopes,
      clientSecret: this.clientSecret,
      clientSecretKeyId: this.clientSecretKeyId,
      clientSecretIssuedOn: this.clientSecretIssuedOn,
      clientSecretExpiresOn: this.clientSecretExpiresOn,
      nextRotationOn: this.nextRotationOn,
      ...(secret.previousExpiresOn && { previousClientSecretExpiresOn: secret.previousExpiresOn }),
      tenantJson: this.tenantJson,
      uipathConnection: this.uipathConnection,
      icertisHandoff: this.icertisHandoff,
      adminConsentUrl: this.adminConsentUrl,
    });
  }
}
