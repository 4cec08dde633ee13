import { ApiApplication } from "./components/apiApplication";
import { readConfig } from "./config";
import { tenancyOf } from "./components/tenancy";
import { contractVersion } from "./outputs";

/** One environment: configuration → component → outputs, the contract with other stacks (README, "Outputs"). */
export = async () => {
  const { settings, now } = readConfig();
  const { tenantId, owners } = await tenancyOf(settings.owners);
  const icertis = new ApiApplication("icm-api", { ...settings, now, tenantId, owners });
  return {
    contractVersion,
    authentication: settings.authentication,
    clientId: icertis.clientId,
    tenantId: icertis.tenantId,
    objectId: icertis.objectId,
    servicePrincipalObjectId: icertis.servicePrincipalObjectId,
    openIdMetadataUrl: icertis.openIdMetadataUrl,
    identifierUri: icertis.identifierUri,
    scopes: icertis.scopes,
    clientSecret: icertis.clientSecret,
    clientSecretKeyId: icertis.clientSecretKeyId,
    clientSecretIssuedOn: icertis.clientSecretIssuedOn,
    clientSecretExpiresOn: icertis.clientSecretExpiresOn,
    nextRotationOn: icertis.nextRotationOn,
    ...(icertis.previousClientSecretExpiresOn && {
      previousClientSecretExpiresOn: icertis.previousClientSecretExpiresOn,
    }),
    tenantJson: icertis.tenantJson,
    uipathConnection: icertis.uipathConnection,
    icertisHandoff: icertis.icertisHandoff,
    adminConsentUrl: icertis.adminConsentUrl,
  };
};
