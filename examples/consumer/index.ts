import * as pulumi from "@pulumi/pulumi";
import { readIcertisAccess } from "icertis-access";

/**
 * A service of your own that calls Icertis with its stack's credentials. Every output is typed, and what is secret in
 * the other stack stays secret in this one's state.
 */
const config = new pulumi.Config();
const icertis = readIcertisAccess(new pulumi.StackReference(config.require("access")));

/** What the service takes as environment variables; hand it to a container app, a function, a Kubernetes secret. */
export const environment = {
  ICERTIS_TENANT_ID: icertis.tenantId,
  ICERTIS_CLIENT_ID: icertis.clientId,
  ICERTIS_CLIENT_SECRET: icertis.clientSecret,
  ICERTIS_SCOPE: icertis.scopes.apply((scopes) => scopes.join(" ")),
};

/** For a calendar or an alert: a person must have entered the present secret in UiPath by then, if there is a day. */
export const enterSecretInUipathBy = icertis.previousClientSecretExpiresOn;
export const nextRotationOn = icertis.nextRotationOn;
