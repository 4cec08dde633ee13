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
