import { parseUrl } from "../../model/url";

/** What ICI takes from its tenant.json. */
export interface OauthSettings {
  readonly discoveryEndpoint: string;
  readonly audiences: readonly string[];
  readonly issuer: string;
  /** The JWT name of the claim that identifies the user, e.g. `oid`. */
  readonly userClaim: string;
}

/** A key that is missing or that ICI could not use. */
export class SettingError extends Error {
  constructor(
    readonly got: string,
    readonly expected: string,
  ) {
    super(`${got}: expected ${expected}`);
  }
}

/** .NET's names for JWT claims: https://learn.microsoft.com/dotnet/api/system.identitymodel.tokens.jwt */
const claimNames: ReadonlyMap<string, string> = new Map([
  ["http://schemas.microsoft.com/identity/claims/objectidentifier", "oid"],
  ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier", "sub"],
  ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", "upn"],
  ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "unique_name"],
]);

/** Reads the four `Core.API.OAuth.*` keys. */
export function oauthSettings(tenantJson: Readonly<Record<string, unknown>>): OauthSettings {
  const discoveryEndpoint = valueOf(tenantJson, "STSDiscoveryEndpoint");
  // .NET's document retriever takes https alone by default.
  if (parseUrl(discoveryEndpoint)?.protocol !== "https:") {
    throw new SettingError(discoveryEndpoint, "an https address in STSDiscoveryEndpoint");
  }
  const claim = valueOf(tenantJson, "ExternalUpnClaimUri");
  return {
    discoveryEndpoint,
    // No trimming: a leading space, as in the source document, is part of the audience.
    audiences: valueOf(tenantJson, "ValidAudiences").split(","),
    issuer: valueOf(tenantJson, "ValidIssuer"),
    userClaim: claimNames.get(claim) ?? claim,
  };
}

function valueOf(tenantJson: Readonly<Record<string, unknown>>, name: string): string {
  const key = `Core.API.OAuth.${name}`;
  const value = (tenantJson[key] as { Value?: unknown } | null | undefined)?.Value;
  if (typeof value === "string" && value !== "") return value;
  throw new SettingError(key in tenantJson ? `no Value in ${key}` : `no key ${key}`, `${key} with a Value`);
}
