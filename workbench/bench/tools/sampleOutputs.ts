import { cloudNamed } from "../../../model/cloud";
import { adminConsentUrl, fullScopeNames, icertisHandoff } from "../../../model/handoff";
import { contractVersion } from "../../../model/outputs";
import { renderTenantJson } from "../../../model/tenantJson";
import { identifierUriOf, tokenContract } from "../../../model/token";

const id = (digit: string) => [8, 4, 4, 4, 12].map((length) => digit.repeat(length)).join("-");

/** Outputs as `pulumi stack output --json` prints them, of a stack that never was. */
export function sampleOutputs(): string {
  const ids = { tenantId: id("1"), clientId: id("2"), objectId: id("3"), servicePrincipalObjectId: id("4") };
  const cloud = cloudNamed("public");
  const contract = tokenContract(cloud, ids.tenantId, ids.clientId, false);
  return JSON.stringify({
    contractVersion,
    authentication: "oauth",
    ...ids,
    openIdMetadataUrl: contract.metadataUrl,
    identifierUri: identifierUriOf(ids.clientId),
    scopes: fullScopeNames(ids.clientId, ["user_impersonation"]),
    clientSecretKeyId: id("5"),
    clientSecretIssuedOn: "2026-11-23T00:00:00Z",
    clientSecretExpiresOn: "2027-11-23T00:00:00Z",
    nextRotationOn: "2027-09-24T00:00:00Z",
    tenantJson: renderTenantJson(contract),
    icertisHandoff: icertisHandoff(ids, contract),
    adminConsentUrl: adminConsentUrl(cloud, ids.tenantId, ids.clientId),
  });
}
