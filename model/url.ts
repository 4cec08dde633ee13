/**
 * The address a text holds; `undefined` where it holds none.
 *
 * Not `URL.canParse`: on Node.js 20 its answer for a text with letters beyond ASCII turns to false once V8 has optimized
 * the caller, so the same address is valid the first thousand times and invalid afterwards.
 */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Whether a text is an address that a secret may be sent to, or a key be taken from: https, and nobody's password in it. */
export function isSecureUrl(text: unknown): text is string {
  const url = typeof text === "string" ? parseUrl(text) : undefined;
  return url?.protocol === "https:" && url.username === "" && url.password === "";
}
