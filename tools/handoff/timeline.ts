import { html, type Html } from "./html";
import type { Environment, Validity } from "./content";

/** The timeline as HTML, and the rules that place its parts: a strict content policy allows no style attributes. */
export interface Timeline {
  readonly body: Html;
  readonly style: string;
}

/** Instants in the page, for people. */
export function dateText(instant: number): string {
  const day = new Date(instant).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  const time = new Date(instant).toISOString().slice(11, 16);
  return time === "00:00" ? day : `${day}, ${time} UTC`;
}

type Dated = Environment & { readonly validity: Validity };

/** Draws when the secrets of each environment are valid, one axis for all. */
export function timeline(environments: readonly Environment[], now: number): Timeline | undefined {
  const dated = environments.filter((environment): environment is Dated => environment.validity !== undefined);
  if (dated.length === 0) return undefined;
  const starts = Math.min(now, ...dated.map(({ validity }) => validity.issued));
  const ends = Math.max(now, ...dated.map(({ validity }) => validity.expires));
  const margin = (ends - starts) / 25;
  const place = placer(starts - margin, ends + margin);
  const rows = dated.map((environment) => row(environment, starts - margin, place));
  const ticks = tickInstants(starts - margin, ends + margin).map(
    (instant) => html`<span class="tick ${place.at(instant)}">${tickText(instant)}</span>`,
  );
  const body = html`<div class="timeline">
    <div class="rows">
      ${rows}
      <div class="now ${place.at(now)}"><span>today</span></div>
    </div>
    <div class="axis" aria-hidden="true">${ticks}</div>
  </div>`;
  return { body, style: place.style() };
}

function row({ title, validity }: Dated, start: number, place: Placer): Html {
  const { issued, expires, next, previousExpires } = validity;
  return html`<figure class="row">
    <figcaption>${title}</figcaption>
    <div class="track" aria-hidden="true">
      ${previousExpires !== undefined && html`<div class="bar old ${place.span(start, previousExpires)}"><span>old secret</span></div>`}
      <div class="bar ${place.span(issued, expires)}"><span>present secret</span></div>
      <div class="bar overlap ${place.span(next, expires)}"></div>
    </div>
    <ul class="dates">
      ${previousExpires !== undefined && html`<li class="due"><b>Enter the present secret in UiPath before ${dateText(previousExpires)}</b>: then the old one stops working</li>`}
      <li><b>${dateText(issued)}</b> present secret issued</li>
      <li><b>${dateText(next)}</b> next secret issued; from then on, both work</li>
      <li><b>${dateText(expires)}</b> present secret expires</li>
    </ul>
  </figure>`;
}

interface Placer {
  at(instant: number): string;
  span(from: number, to: number): string;
  style(): string;
}

/** Makes a class for every place on the axis. */
function placer(start: number, end: number): Placer {
  const rules: string[] = [];
  const percent = (instant: number) => Number((((instant - start) / (end - start)) * 100).toFixed(3));
  const named = (declarations: string) => `p${rules.push(declarations)}`;
  return {
    at: (instant) => named(`left:${percent(instant)}%`),
    span: (from, to) => named(`left:${percent(from)}%;width:${Number((percent(to) - percent(from)).toFixed(3))}%`),
    style: () => rules.map((declarations, index) => `.p${index + 1}{${declarations}}`).join("\n"),
  };
}

/** Firsts of months, few enough to be read on a phone. */
function tickInstants(start: number, end: number): number[] {
  const months = (end - start) / (30.4 * 86_400_000);
  const step = [1, 2, 3, 6, 12].find((candidate) => months / candidate <= 6) ?? 12;
  const first = new Date(start);
  const ticks: number[] = [];
  for (let month = 0; ; month += 1) {
    const instant = Date.UTC(first.getUTCFullYear(), month);
    if (instant > end) return ticks;
    if (instant >= start && month % step === 0) ticks.push(instant);
  }
}

function tickText(instant: number): string {
  return new Date(instant).toLocaleDateString("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });
}
