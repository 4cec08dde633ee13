import type { TokenContract } from "./token";

/** One setting of ICI's tenant.json, its members in the order Icertis publishes them. */
export interface TenantSetting {
  readonly Id: string;
  readonly IsEncrypted: false;
  readonly OverrideType: "Overridable";
  readonly ValueType: string;
  readonly Value: string;
  readonly Description: string;
  readonly DefaultValue: null;
  readonly IsReadOnly: false;
  readonly ErrorMessageDescription: null;
  readonly Name: string;
}

/** The .NET name of the `oid` claim: the user's object id, or the service principal's in an app-only token. */
const objectIdentifierClaim = "http://schemas.microsoft.com/identity/claims/objectidentifier";

/** The four keys of `Core.API.OAuth`, in the order of the source document. */
export function tenantSettings(contract: TokenContract): Record<string, TenantSetting> {
  return Object.fromEntries(
    [
      setting(
        "STSDiscoveryEndpoint",
        "1033c3c0-6bf2-4a93-b813-c3ba42a199b3",
        contract.metadataUrl,
        "STS Discovery Endpoint URL",
      ),
      setting(
        "ValidAudiences",
        "94c37b1b-2fb1-4f4e-a3de-6796279031e6",
        contract.audiences.join(","),
        "Comma separated list of valid audiences",
      ),
      setting("ValidIssuer", "d469b34c-f89f-42bb-934a-7ee4ef298130", contract.issuer, "OAuth Token issuer"),
      setting(
        "ExternalUpnClaimUri",
        "1e783a54-b564-4748-a088-c04e8e05ab46",
        objectIdentifierClaim,
        "URL of the Claim to be used to uniquely identify user in ICI",
      ),
    ].map((entry) => [entry.Name, entry]),
  );
}

/** The tenant.json fragment as text: two-space indent, trailing newline, no secret. */
export function renderTenantJson(contract: TokenContract): string {
  return `${JSON.stringify(tenantSettings(contract), null, 2)}\n`;
}

function setting(key: string, id: string, value: string, description: string): TenantSetting {
  return {
    Id: id,
    IsEncrypted: false,
    OverrideType: "Overridable",
    ValueType: "System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089",
    Value: value,
    Description: description,
    DefaultValue: null,
    IsReadOnly: false,
    ErrorMessageDescription: null,
    Name: `Core.API.OAuth.${key}`,
  };
}
