import * as v from "valibot";
import { findings } from "./problem";
import { parseUrl } from "./url";

const mostUris = 256;
const longestUri = 256;
/**
 * The characters Entra ID documents for the address after the host, which leaves out wildcards and ! $ ' ( ) , ;:
 * https://learn.microsoft.com/entra/identity-platform/reply-url
 */
const restForm = /^(?:[A-Za-z0-9\-._~:/?@&=+]|%[0-9A-Fa-f]{2})*$/;
const hostForm = /^(?:[a-z0-9.-]+|\[[0-9a-f:]+\])$/;
const controlCode = /%(?:[01][0-9A-F]|7F)/i;

/**
 * Every reason why Entra ID would refuse a redirect URI, store it otherwise than written, or lead users to another host
 * than the one it shows.
 */
export function redirectUriProblems(uri: string): string[] {
  return webAddressProblems(uri, ["localhost", "127.0.0.1"]);
}

/**
 * Every reason why a redirect URI is not safe for a mobile or desktop app: any scheme the app has claimed, but no
 * wildcard, and web addresses as for the Web platform, where the local machine has one more name and needs no path.
 */
export function nativeRedirectUriProblems(uri: string): string[] {
  if (/^https?:/i.test(uri)) {
    return webAddressProblems(uri.replace(/^(http:\/\/[^/?#]+)$/, "$1/"), ["localhost", "127.0.0.1", "[::1]"]);
  }
  if (parseUrl(uri) && !/[*\s\\]/.test(uri)) return [];
  return ["must be an absolute URI without a wildcard; write it as SCHEME://PATH"];
}

/** @param localHosts - names of the local machine: https://learn.microsoft.com/entra/identity-platform/reply-url#localhost-exceptions */
function webAddressProblems(uri: string, localHosts: readonly string[]): string[] {
  const url = parseUrl(uri);
  if (!url) return ["must be an absolute URI; write it as https://HOST/PATH"];
  const problems: string[] = [];
  if (url.protocol !== "https:" && !(url.protocol === "http:" && localHosts.includes(url.hostname))) {
    problems.push("must be https, or http for localhost and 127.0.0.1 only; use the https address");
  }
  if (uri.length > longestUri) problems.push(`must be at most ${longestUri} characters long; use a shorter address`);
  if (uri.includes("#")) problems.push("must have no fragment; remove # and what follows it");
  if (url.username !== "" || url.password !== "" || /^[a-z]+:\/\/[^/?#]*@/i.test(uri)) {
    problems.push(`must have no user name before the host; this address leads to ${url.hostname}`);
  }
  if (!hostForm.test(url.hostname)) problems.push("must name one host, without a wildcard; write out its name");
  if (url.port === "0") problems.push("must have a port that can be reached; remove :0");
  const rest = uri.replace(/^[^:]*:\/*[^/?#]*/, "").replace(/#.*$/s, "");
  if (!restForm.test(rest) || controlCode.test(rest)) {
    problems.push(
      "must hold after the host only letters, digits, - . _ ~ : / ? @ & = + and percent codes of other characters than control characters; remove the rest, or write it percent-encoded",
    );
  }
  // The parser's own spelling shows the host that is called: in ASCII, with numbers in decimal, without a standard port.
  if (problems.length === 0 && url.href !== uri)
    problems.push(`must be written as browsers read it; write ${url.href}`);
  return problems;
}

/** The Web redirect URIs of a client. */
export const RedirectUris = v.pipe(
  v.array(v.pipe(v.string(), findings(redirectUriProblems))),
  v.minLength(
    1,
    "must hold a redirect URI; list the one UiPath shows when the connection is made (Automation Cloud: https://cloud.uipath.com/provisioning_/callback)",
  ),
  v.maxLength(mostUris, `must hold at most ${mostUris} redirect URIs; remove those no longer used`),
  v.checkItems((uri, index, all) => all.indexOf(uri) === index, "must be listed once; remove the repeated URI"),
  v.checkItems(
    (uri, index, all) =>
      all.findIndex((other) => withoutLocalPort(other) === withoutLocalPort(uri)) === index ||
      all.indexOf(uri) !== index,
    "must differ from the others by more than its port: Entra ID ignores the port of a local address and picks one of them; keep one",
  ),
);

/** Entra ID takes every port of a local address for the same: https://learn.microsoft.com/entra/identity-platform/reply-url */
export function withoutLocalPort(uri: string): string {
  return uri.replace(/^(http:\/\/(?:localhost|127\.0\.0\.1)):\d+(?=\/)/, "$1");
}
