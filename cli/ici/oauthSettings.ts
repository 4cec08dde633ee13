import { parseUrl } from "../../model/url";

/** What ICI takes from its tenant.json. */
export interface OauthSettings {
  readonly discoveryEndpoint: string;
  readonly audiences: readonly string[];
  readonly issuer: string;
  /** The JWT name of the claim that identifies the user, e.g. `oid`. */
  readonly userClaim: string;
}

/** A key that is missing or that ICI could not use: what is there, and what would do. */
interface UnusableSetting {
  readonly got: string;
  readonly expected: string;
}

/** .NET's names for JWT claims: https://learn.microsoft.com/dotnet/api/system.identitymodel.tokens.jwt */
const claimNames: ReadonlyMap<string, string> = new Map([
  ["http://schemas.microsoft.com/identity/claims/objectidentifier", "oid"],
  ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier", "sub"],
  ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", "upn"],
  ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "unique_name"],
]);

const names = ["STSDiscoveryEndpoint", "ValidAudiences", "ValidIssuer", "ExternalUpnClaimUri"];

/** Reads the four `Core.API.OAuth.*` keys. */
export function oauthSettings(tenantJson: Readonly<Record<string, unknown>>): OauthSettings | UnusableSetting {
  const values: string[] = [];
  for (const key of names.map((name) => `Core.API.OAuth.${name}`)) {
    const value = (tenantJson[key] as { Value?: unknown } | null | undefined)?.Value;
    if (typeof value !== "string" || value === "") {
      return { got: key in tenantJson ? `no Value in ${key}` : `no key ${key}`, expected: `${key} with a Value` };
    }
    values.push(value);
  }
  const [discoveryEndpoint = "", audiences = "", issuer = "", claim = ""] = values;
  // .NET's document retriever takes https alone by default.
  if (parseUrl(discoveryEndpoint)?.protocol !== "https:") {
    return { got: discoveryEndpoint, expected: "an https address in STSDiscoveryEndpoint" };
  }
  // No trimming of audiences: a leading space, as in the source document, is part of one.
  return { discoveryEndpoint, audiences: audiences.split(","), issuer, userClaim: claimNames.get(claim) ?? claim };
}
