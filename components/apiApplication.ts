import * as pulumi from "@pulumi/pulumi";
import { cloudNamed } from "../model/cloud";
import {
  adminConsentUrl,
  connectionScope,
  fullScopeNames,
  icertisHandoff,
  type IcertisHandoff,
  type UipathConnection,
} from "../model/handoff";
import { renderTenantJson } from "../model/tenantJson";
import { tokenContract } from "../model/token";
import type { ApiApplicationArgs } from "./apiApplicationArgs";
import { checkedRegistration } from "./checkedRegistration";
import { declareConsent } from "./consent";
import { declareRegistrations } from "./registrations";
import { remedyHook } from "./errorHook";
import { RotatingSecret } from "./rotatingSecret";

/**
 * The Icertis API application in Microsoft Entra ID: registration, App ID URI, exposed scopes, service principal,
 * owners and a client secret that is rotated without downtime.
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
  /** Client id of the API, where the client has a registration of its own. */
  public readonly apiClientId?: pulumi.Output<string>;
  /** Object id of the API's application, where the client has a registration of its own. */
  public readonly apiObjectId?: pulumi.Output<string>;
  /** The client secret published before, while it is valid; a Pulumi secret. */
  public readonly previousClientSecret?: pulumi.Output<string>;
  /** Its id. */
  public readonly previousClientSecretKeyId?: pulumi.Output<string>;
  /** The instant it fell due, in UTC. */
  public readonly previousClientSecretIssuedOn?: pulumi.Output<string>;
  /** The instant it expires: UiPath must have the new one by then. Left out when it has. */
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
    const scopeValues = args.scopes.map((scope) => scope.value);
    const onError = remedyHook(name);

    const { api, client, identifierUri } = declareRegistrations(name, args, onError, this);
    if (args.adminConsent) declareConsent(name, { client, api, scopes: scopeValues, onError }, this);
    const ids = pulumi.output({
      tenantId: args.tenantId,
      clientId: api.application.clientId,
      objectId: api.application.objectId,
      servicePrincipalObjectId: api.servicePrincipal.objectId,
    });
    const signIn = pulumi.all([ids.tenantId, client.application.clientId]).apply(([tenantId, clientId]) => ({
      tenantId,
      clientId,
      loginHost: cloud.loginHost,
      metadataHost: args.metadataHost,
    }));
    const after = [client.servicePrincipal, identifierUri];
    const { current, previous, nextRotationOn } = new RotatingSecret(
      `${name}-secret`,
      // On a destroy the secrets must be refused, or go, before what they depend on has left the state.
      { application: client.application, rotation, now, signIn, onError, after },
      { parent: this },
    );

    const contract = ids.apply(({ tenantId, clientId }) =>
      tokenContract(cloud, tenantId, clientId, args.acceptGuidAudience),
    );
    this.clientId = client.application.clientId;
    this.tenantId = ids.tenantId;
    this.objectId = client.application.objectId;
    this.servicePrincipalObjectId = client.servicePrincipal.objectId;
    if (client !== api) {
      this.apiClientId = api.application.clientId;
      this.apiObjectId = api.application.objectId;
    }
    this.openIdMetadataUrl = contract.metadataUrl;
    this.identifierUri = identifierUri.identifierUri;
    this.scopes = ids.clientId.apply((clientId) => fullScopeNames(clientId, scopeValues));
    this.clientSecret = current.value;
    this.clientSecretKeyId = current.keyId;
    this.clientSecretIssuedOn = current.issuedOn;
    this.clientSecretExpiresOn = current.expiresOn;
    this.nextRotationOn = nextRotationOn;
    if (previous) {
      this.previousClientSecret = previous.value;
      this.previousClientSecretKeyId = previous.keyId;
      this.previousClientSecretIssuedOn = previous.issuedOn;
      this.previousClientSecretExpiresOn = previous.expiresOn;
    }
    this.tenantJson = contract.apply(renderTenantJson);
    this.uipathConnection = pulumi.secret(
      pulumi.output({
        clientId: this.clientId,
        clientSecret: current.value,
        tenantId: this.tenantId,
        scope: this.scopes.apply(connectionScope),
      }),
    );
    this.icertisHandoff = pulumi.all([ids, contract]).apply(([known, tokens]) => icertisHandoff(known, tokens));
    this.adminConsentUrl = pulumi
      .all([this.tenantId, this.clientId])
      .apply(([tenantId, clientId]) => adminConsentUrl(cloud, tenantId, clientId));
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
      ...(this.apiClientId && { apiClientId: this.apiClientId }),
      ...(this.apiObjectId && { apiObjectId: this.apiObjectId }),
      ...(this.previousClientSecret && { previousClientSecret: this.previousClientSecret }),
      ...(this.previousClientSecretKeyId && { previousClientSecretKeyId: this.previousClientSecretKeyId }),
      ...(this.previousClientSecretIssuedOn && { previousClientSecretIssuedOn: this.previousClientSecretIssuedOn }),
      ...(this.previousClientSecretExpiresOn && { previousClientSecretExpiresOn: this.previousClientSecretExpiresOn }),
      tenantJson: this.tenantJson,
      uipathConnection: this.uipathConnection,
      icertisHandoff: this.icertisHandoff,
      adminConsentUrl: this.adminConsentUrl,
    });
  }
}
