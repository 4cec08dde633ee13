import * as pulumi from "@pulumi/pulumi";
import { readIcertisAccess } from "icertis-access";

/**
 * A service of your own that calls Icertis with a stack's credentials, without a user (client credentials). Every output
 * is typed, and what is secret in the other stack stays secret in this one's state.
 */
const config = new pulumi.Config();
const icertis = readIcertisAccess(new pulumi.StackReference(config.require("access")));

/**
 * What a service without a user asks for: `.default`. A client with a registration of its own names the API by its URI;
 * an application that asks for itself must use its GUID, and its token's audience is then the bare client id, which ICI
 * accepts where the stack has `acceptGuidAudience: true`. The scopes in `icertis.scopes` are for signed-in users.
 */
const scope = pulumi
  .all([icertis.apiClientId, icertis.identifierUri, icertis.clientId])
  .apply(([api, uri, client]) => `${api === undefined ? client : uri}/.default`);

/** What the service takes as environment variables; hand it to a container app, a function, a Kubernetes secret. */
export const environment = {
  ICERTIS_TENANT_ID: icertis.tenantId,
  ICERTIS_CLIENT_ID: icertis.clientId,
  ICERTIS_CLIENT_SECRET: icertis.clientSecret,
  ICERTIS_SCOPE: scope,
};

/** For a calendar or an alert. `enterSecretInUipathBy` is there while a person still has to enter the new secret. */
export const dates = {
  enterSecretInUipathBy: icertis.previousClientSecretExpiresOn,
  nextRotationOn: icertis.nextRotationOn,
};
