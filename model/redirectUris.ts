import { duplicateIndexes } from "./duplicates";
import type { Problem } from "./problem";

const mostUris = 256;
const longestUri = 256;
/** Characters Entra ID refuses: https://learn.microsoft.com/entra/identity-platform/reply-url. */
const forbidden = /[!$'(),;*\\\s]/g;
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
    ...uris.flatMap((uri, index) => redirectUriProblems(uri, `redirectUris[${index}]`)),
    ...duplicateIndexes(uris, (uri) => uri).map((index) => ({
      key: `redirectUris[${index}]`,
      got: uris[index],
      rule: "must be listed once",
      remedy: "remove the repeated URI",
    })),
  ];
}

/** @param key - the setting the problems are to name */
function redirectUriProblems(uri: string, key: string): Problem[] {
  const problems: Problem[] = [];
  const refuse = (rule: string, remedy: string) => problems.push({ key, got: uri, rule, remedy });
  const found = new Set(uri.match(forbidden));
  if (found.size > 0) {
    const characters = [...found].map((character) => JSON.stringify(character)).join(" ");
    refuse(
      "must hold no wildcard, space, backslash or any of ! $ ' ( ) , ;",
      `remove ${characters}, or write it percent-encoded if it is part of the address`,
    );
  }
  if (uri.length > longestUri) refuse(`must be at most ${longestUri} characters long`, "use a shorter address");
  if (uri.includes("#")) refuse("must have no fragment", "remove # and what follows it");
  if (!URL.canParse(uri)) {
    refuse("must be an absolute URI", "write it as https://HOST/PATH");
    return problems;
  }
  const { protocol, hostname, origin, pathname, search } = new URL(uri);
  const local = hostname === "localhost" || hostname === "127.0.0.1";
  if (protocol !== "https:" && !(protocol === "http:" && local)) {
    refuse("must be https, or http for localhost and 127.0.0.1 only", "use the https address");
  }
  if (protocol.startsWith("http") && !withPath.test(uri)) {
    refuse("must have a path: Entra ID would store it with a trailing /", `write ${origin}${pathname}${search}`);
  }
  return problems;
}

/** Whether one URI passes the rules for a Web redirect URI. */
export function isRedirectUri(uri: string): boolean {
  return redirectUriProblems(uri, "").length === 0;
}
