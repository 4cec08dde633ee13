import * as v from "valibot";
import { isGuid } from "../../model/guid";
import type { ApiKeyOutputs, ApiKeySecrets, OAuthOutputs, OAuthSecrets } from "../../model/outputs";

const text = v.pipe(v.string(), v.nonEmpty());
const guid = v.pipe(v.string(), v.check(isGuid));
const instant = v.pipe(v.string(), v.isoTimestamp());

/** What a stack with `authentication: oauth` exports; an output not listed here is none of ours and is let be. */
export const oauthSchema: v.GenericSchema<unknown, OAuthOutputs> = v.object({
  contractVersion: v.number(),
  authentication: v.literal("oauth"),
  clientId: guid,
  tenantId: guid,
  objectId: guid,
  servicePrincipalObjectId: guid,
  openIdMetadataUrl: v.pipe(v.string(), v.url()),
  identifierUri: text,
  scopes: v.pipe(v.array(text), v.nonEmpty()),
  clientSecretKeyId: text,
  clientSecretIssuedOn: instant,
  clientSecretExpiresOn: instant,
  nextRotationOn: instant,
  previousClientSecretExpiresOn: v.optional(instant),
  tenantJson: text,
  icertisHandoff: v.object({
    applicationClientId: guid,
    directoryTenantId: guid,
    objectId: guid,
    openIdConnectMetadataDocument: v.pipe(v.string(), v.url()),
    servicePrincipalObjectId: guid,
    v1MetadataDocument: v.pipe(v.string(), v.url()),
  }),
  adminConsentUrl: v.pipe(v.string(), v.url()),
  apiClientId: v.optional(guid),
  apiObjectId: v.optional(guid),
  vaultSecretUri: v.optional(v.pipe(v.string(), v.url())),
});

export const oauthSecretsSchema: v.GenericSchema<unknown, OAuthSecrets> = v.object({
  clientSecret: text,
  uipathConnection: v.object({ clientId: text, clientSecret: text, tenantId: text, scope: text }),
});

export const apiKeySchema: v.GenericSchema<unknown, ApiKeyOutputs> = v.object({
  contractVersion: v.number(),
  authentication: v.literal("apiKey"),
  apiKeyUrl: v.pipe(v.string(), v.url()),
  vaultSecretUri: v.optional(v.pipe(v.string(), v.url())),
});

export const apiKeySecretsSchema: v.GenericSchema<unknown, ApiKeySecrets> = v.object({
  uipathConnection: v.object({ apiKey: text }),
});
