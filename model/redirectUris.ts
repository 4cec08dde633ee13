import { duplicateIndexes } from "./duplicates";
import type { Problem } from "./problem";

const mostUris = 256;
const longestUri = 256;
/** Characters Entra ID refuses: https://learn.microsoft.com/entra/identity-platform/reply-url. */
const forbidden = /[!$'(),;*\\\s]/;
const withPath = /^https?:\/\/[^/?#]+\//i;

/** Every reason why Entra ID would refuse, or store otherwise than written, one of the Web redirect URIs. */
export function redirectUrisProblems(uris: readonly string[]): Problem[] {
  if (uris.length === 0 || uris.length > mostUris) {
    const got = uris.length === 0 ? [] : `${uris.length} redirect URIs`;
    const remedy =
      uris.length === 0
        ? "list the redirect URI UiPath shows when the connection is made (Automation Cloud: https://cloud.uipath.com/provisioning_/callback)"
        : `remove at least ${uris.length - mostUris}`;
    return [{ key: "redirectUris", got, rule: `must hold 1 to ${mostUris} URIs`, remedy }];
  }
  return [
    ...uris.flatMap((uri, index) => redirectUriProblem(uri, `redirectUris[${index}]`)),
    ...duplicateIndexes(uris, (uri) => uri).map((index) => ({
      key: `redirectUris[${index}]`,
      got: uris[index],
      rule: "must be listed once",
      remedy: "remove the repeated URI",
    })),
  ];
}

function redirectUriProblem(uri: string, key: string): Problem[] {
  const problem = (rule: string, remedy: string) => [{ key, got: uri, rule, remedy }];
  const found = forbidden.exec(uri)?.[0];
  if (found !== undefined) {
    return problem(
      "must hold no wildcard, space, backslash or any of ! $ ' ( ) , ;",
      `remove ${JSON.stringify(found)}, or write it percent-encoded if it is part of the address`,
    );
  }
  if (!URL.canParse(uri)) return problem("must be an absolute URI", "write it as https://HOST/PATH");
  const { protocol, hostname, hash } = new URL(uri);
  const local = hostname === "localhost" || hostname === "127.0.0.1";
  if (protocol !== "https:" && !(protocol === "http:" && local)) {
    return problem("must be https, or http for localhost and 127.0.0.1 only", "use the https address");
  }
  if (uri.length > longestUri) return problem(`must be at most ${longestUri} characters long`, "use a shorter address");
  if (hash !== "" || uri.endsWith("#")) return problem("must have no fragment", "remove # and what follows it");
  if (!withPath.test(uri)) {
    return problem("must have a path: Entra ID would store it with a trailing /", `write ${new URL(uri).href}`);
  }
  return [];
}

/** Whether one URI passes the rules for a Web redirect URI. */
export function isRedirectUri(uri: string): boolean {
  return redirectUriProblem(uri, "").length === 0;
}
