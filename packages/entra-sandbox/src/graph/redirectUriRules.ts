import { invalidProperty } from "./graphError";

const loopback = ["localhost", "127.0.0.1"];

/**
 * Checks redirect URIs and returns them as Entra ID stores them: one without a path gets a trailing slash.
 * Rules: https://learn.microsoft.com/entra/identity-platform/reply-url
 */
export function storedRedirectUris(uris: readonly string[], resource: string): string[] {
  if (uris.length > 256) throw invalidProperty("redirectUris", resource, `at most 256 are allowed, got ${uris.length}`);
  return uris.map((uri) => {
    const problem = problemOf(uri);
    if (problem) throw invalidProperty("redirectUris", resource, `${JSON.stringify(uri)}: ${problem}`);
    return /^https?:\/\/[^/?]+$/.test(uri) ? `${uri}/` : uri;
  });
}

function problemOf(uri: string): string | undefined {
  if (uri.length > 256) return "longer than 256 characters";
  if (/[!$'(),;*]/.test(uri)) return "holds a wildcard or one of ! $ ' ( ) , ;";
  if (!URL.canParse(uri)) return "not an absolute URI";
  const { protocol, hostname } = new URL(uri);
  if (uri.includes("#")) return "holds a fragment";
  if (protocol === "https:" || (protocol === "http:" && loopback.includes(hostname))) return undefined;
  return "must be https, or http on localhost or 127.0.0.1";
}
