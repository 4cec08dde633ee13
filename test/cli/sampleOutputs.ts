import { cloudNamed } from "../../model/cloud";
import { adminConsentUrl, connectionScope, fullScopeNames, icertisHandoff } from "../../model/handoff";
import { dayMs, formatInstant, parseInstant } from "../../model/instant";
import type { ApiKeyOutputs, ApiKeySecrets, OAuthOutputs, OAuthSecrets } from "../../model/outputs";
import { renderTenantJson } from "../../model/tenantJson";
import { identifierUriOf, tokenContract } from "../../model/token";

export const sampleIds = {
  tenantId: "72f988bf-86f1-41af-91ab-2d7cd011db47",
  clientId: "c11e0000-0000-4000-8000-000000000001",
  objectId: "0b1ec700-0000-4000-8000-000000000001",
  servicePrincipalObjectId: "5e121ce0-0000-4000-8000-000000000001",
};

/** A text that must never be seen where a secret is masked. */
export const sampleSecret = "Sample~Secret.Never_shown-1234567890abcd";

const uipathCallback = "https://cloud.uipath.com/provisioning_/callback";

/** How a sample differs from the usual one. */
export interface SampleOptions {
  readonly ids?: typeof sampleIds;
  /** The day the published secret was issued. */
  readonly issued?: string;
  readonly lifetimeDays?: number;
  readonly overlapDays?: number;
  readonly previousExpires?: string;
  readonly acceptGuidAudience?: boolean;
  readonly keyId?: string;
  readonly secret?: string;
}

/** The outputs of a deployed stack with `authentication: oauth`, secrets included. */
export function sampleOutputs(options: SampleOptions = {}): OAuthOutputs & OAuthSecrets {
  const {
    ids = sampleIds,
    issued = "2026-11-23",
    lifetimeDays = 365,
    overlapDays = 60,
    secret = sampleSecret,
  } = options;
  const { tenantId, clientId } = ids;
  const cloud = cloudNamed("public");
  const contract = tokenContract(cloud, tenantId, clientId, options.acceptGuidAudience ?? false);
  const scopes = fullScopeNames(clientId, ["user_impersonation"]);
  const due = parseInstant(issued) ?? NaN;
  return {
    contractVersion: 1,
    authentication: "oauth",
    ...ids,
    openIdMetadataUrl: contract.metadataUrl,
    identifierUri: identifierUriOf(clientId),
    scopes,
    clientSecret: secret,
    clientSecretKeyId: options.keyId ?? "4e710000-0000-4000-8000-000000000001",
    clientSecretIssuedOn: formatInstant(due),
    clientSecretExpiresOn: formatInstant(due + lifetimeDays * dayMs),
    nextRotationOn: formatInstant(due + (lifetimeDays - overlapDays) * dayMs),
    ...(options.previousExpires === undefined ? {} : { previousClientSecretExpiresOn: options.previousExpires }),
    tenantJson: renderTenantJson(contract),
    uipathConnection: { clientId, clientSecret: secret, tenantId, scope: connectionScope(scopes) },
    icertisHandoff: icertisHandoff(ids, contract),
    adminConsentUrl: adminConsentUrl(cloud, { tenantId, clientId, scopes, redirectUris: [uipathCallback] }),
  };
}

/** The same as `pulumi stack output --json` prints it without `--show-secrets`. */
export function maskedOutputs(options: SampleOptions = {}): Record<string, unknown> {
  return { ...sampleOutputs(options), clientSecret: "[secret]", uipathConnection: "[secret]" };
}

/** The outputs of a deployed stack with `authentication: apiKey`, secrets included. */
export const sampleApiKeyOutputs: ApiKeyOutputs & ApiKeySecrets = {
  contractVersion: 1,
  authentication: "apiKey",
  apiKeyUrl: "https://contoso.icertis.com/userinformation/GetUserApiToken",
  uipathConnection: { apiKey: sampleSecret },
};
