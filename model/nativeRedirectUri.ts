/** The local machine, under each of its names: https://learn.microsoft.com/entra/identity-platform/reply-url#localhost-exceptions. */
const localHosts: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Whether a redirect URI is safe for a mobile or desktop app: any scheme the app has claimed, but no wildcard, and http
 * for the local machine only.
 */
export function isNativeRedirectUri(uri: string): boolean {
  if (uri.includes("*") || !URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol !== "http:" || localHosts.includes(hostname);
}
