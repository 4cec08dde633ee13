import { parseUrl } from "./url";

/** What is known of the application an App ID URI belongs to. */
interface IdentifierUriHolder {
  /** The version of its access tokens: 1 carries the URI as audience, 2 the bare client id. */
  readonly version: number;
  readonly clientId: string;
  readonly objectId: string;
  /** Domains the tenant has verified. */
  readonly domains: readonly string[];
}

const longestUri = 255;

/**
 * What is wrong with an App ID URI; `undefined` where nothing is.
 * https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions: for version 1 tokens tenants refuse
 * others than these since 2025.
 */
export function identifierUriProblem(uri: string, holder: IdentifierUriHolder): string | undefined {
  if (!parseUrl(uri) || uri.length > longestUri || uri.endsWith("/") || uri.includes("*")) {
    return `must be an absolute URI of at most ${longestUri} characters, with neither a wildcard nor a trailing slash`;
  }
  const [authority = "", ...path] = uri.replace(/^[^:]+:\/\//, "").split("/");
  const parts = [authority, ...path].map((part) => part.toLowerCase());
  if (parts.includes(holder.objectId.toLowerCase())) {
    return "must hold the client id of the application, not its object id";
  }
  if (holder.version !== 1 || parts.includes(holder.clientId.toLowerCase())) return undefined;
  const verified = holder.domains.some((domain) => `.${parts[0]}`.endsWith(`.${domain.toLowerCase()}`));
  return verified ? undefined : "must be api:// and the client id, or lie in a domain the tenant has verified";
}
