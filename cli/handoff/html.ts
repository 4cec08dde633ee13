import { htmlText, linkAddress } from "../safeText";

/** A piece of HTML, safe to put into another. */
export class Html {
  constructor(readonly text: string) {}
}

type Piece = string | number | Html | undefined | false | readonly Piece[];

/** HTML from a template: whatever is put in is escaped, unless it is HTML itself; nothing comes of `undefined`. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(parts.map((part, index) => part + (index < pieces.length ? written(pieces[index]) : "")).join(""));
}

/** HTML that is known to be safe, such as a style sheet of ours. */
export function raw(text: string): Html {
  return new Html(text);
}

function written(piece: Piece): string {
  if (piece === undefined || piece === false) return "";
  if (piece instanceof Html) return piece.text;
  if (typeof piece === "object") return piece.map(written).join("");
  return htmlText(String(piece));
}

/** A link where the address is one for a browser, and plain text otherwise. */
export function link(address: string): Html {
  const safe = linkAddress(address);
  return safe === undefined
    ? html`<code>${address}</code>`
    : html`<a href="${safe}" rel="noreferrer noopener" target="_blank">${address}</a>`;
}

/** A value for the page's script, in an element that no browser runs. */
export function data(id: string, value: unknown): Html {
  const text = JSON.stringify(value).replaceAll("<", "\\u003c");
  return raw(`<script type="application/json" id="${id}">${text}</script>`);
}
