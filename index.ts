import { adoptedApplication } from "./components/adoption";
import { ApiApplication } from "./components/apiApplication";
import { tenancyOf } from "./components/tenancy";
import { apiKeyEntries, clientSecretEntries, keptInVault } from "./components/vaultEntries";
import { readConfig } from "./config";
import * as pulumi from "@pulumi/pulumi";
import { apiKeyUrl } from "./model/apiKey";
import { contractVersion } from "./outputs";

/** One environment: configuration → component → outputs, the contract with other stacks (README, "Outputs"). */
export = async () => {
  const config = readConfig();
  return config.settings.authentication === "apiKey" ? apiKeyStack(config) : oauthStack(config);
};

async function oauthStack({ settings, now, metadataHost }: ReturnType<typeof readConfig>) {
  const { tenantId, owners } = await tenancyOf(settings.owners);
  const adopt = settings.adopt && (await adoptedApplication({ ...settings, adopt: settings.adopt }, owners));
  const icertis = new ApiApplication("icm-api", { ...settings, now, metadataHost, tenantId, owners, adopt });
  const vault = settings.vault && (await keptInVault(settings.vault, clientSecretEntries(icertis)));
  const secretOutputs = settings.vault?.secretOutputs ?? true;
  return {
    contractVersion,
    authentication: settings.authentication,
    clientId: icertis.clientId,
    tenantId: icertis.tenantId,
    objectId: icertis.objectId,
    servicePrincipalObjectId: icertis.servicePrincipalObjectId,
    ...(icertis.apiClientId && { apiClientId: icertis.apiClientId }),
    ...(icertis.apiObjectId && { apiObjectId: icertis.apiObjectId }),
    openIdMetadataUrl: icertis.openIdMetadataUrl,
    identifierUri: icertis.identifierUri,
    scopes: icertis.scopes,
    ...(secretOutputs && { clientSecret: icertis.clientSecret }),
    clientSecretKeyId: icertis.clientSecretKeyId,
    clientSecretIssuedOn: icertis.clientSecretIssuedOn,
    clientSecretExpiresOn: icertis.clientSecretExpiresOn,
    nextRotationOn: icertis.nextRotationOn,
    ...(icertis.previousClientSecretExpiresOn && {
      previousClientSecretExpiresOn: icertis.previousClientSecretExpiresOn,
    }),
    tenantJson: icertis.tenantJson,
    ...(secretOutputs && { uipathConnection: icertis.uipathConnection }),
    icertisHandoff: icertis.icertisHandoff,
    adminConsentUrl: icertis.adminConsentUrl,
    ...(vault && { vaultSecretUri: vault.secretUri }),
  };
}

/** The connector's second authentication type: no application, the key of an ICI user. */
async function apiKeyStack({ settings }: ReturnType<typeof readConfig>) {
  const apiKey = pulumi.secret(settings.apiKey ?? "");
  const vault = settings.vault && (await keptInVault(settings.vault, apiKeyEntries(apiKey)));
  return {
    contractVersion,
    authentication: settings.authentication,
    apiKeyUrl: apiKeyUrl(settings.instance ?? ""),
    ...((settings.vault?.secretOutputs ?? true) && { uipathConnection: pulumi.secret({ apiKey }) }),
    ...(vault && { vaultSecretUri: vault.secretUri }),
  };
}
