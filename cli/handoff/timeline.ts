import { dayMs } from "../../model/instant";
import { html, type Html } from "./html";
import type { SecretDates } from "../secret/dueEntry";
import type { Environment } from "./content";

/** The timeline as HTML, and the rules that place its parts: a strict content policy allows no style attributes. */
interface Timeline {
  readonly body: Html;
  readonly style: string;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Instants in the page, for people. */
export function dateText(instant: number): string {
  const date = new Date(instant);
  const day = `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  const time = date.toISOString().slice(11, 16);
  return time === "00:00" ? day : `${day}, ${time} UTC`;
}

type Dated = Environment & { readonly validity: SecretDates };

/** Draws when the secrets of each environment are valid, one axis for all. */
export function timeline(environments: readonly Environment[], now: number): Timeline | undefined {
  const dated = environments.filter((environment): environment is Dated => environment.validity !== undefined);
  if (dated.length === 0) return undefined;
  const starts = Math.min(now, ...dated.map(({ validity }) => validity.issued));
  const ends = Math.max(now, ...dated.map(({ validity }) => validity.expires));
  const margin = (ends - starts) / 25;
  const place = placer(starts - margin, ends + margin);
  const today = place.at(now);
  const rows = dated.map((environment) => row(environment, starts - margin, today, place));
  const ticks = tickInstants(starts - margin, ends + margin).map(
    (instant) => html`<span class="tick ${place.at(instant)}">${tickText(instant)}</span>`,
  );
  const body = html`${rows}
    <div class="axis" aria-hidden="true">
      ${ticks}
      <span class="today ${today}">page made, ${dateText(now - (now % dayMs))}</span>
    </div>
    <p class="note"><span class="key"></span>In the striped time both the current and the next secret work.</p>`;
  return { body, style: place.style() };
}

function row({ title, validity }: Dated, start: number, today: string, place: Placer): Html {
  const { issued, expires, next, previousExpires } = validity;
  const old =
    previousExpires !== undefined &&
    html`<div class="lane">
      <div class="bar old ${place.span(start, previousExpires)}"><span>previous secret</span></div>
    </div>`;
  return html`<figure class="row">
    <figcaption>${title}</figcaption>
    <div class="track" aria-hidden="true">
      ${old}
      <div class="lane">
        <div class="bar ${place.span(issued, expires)}"><span>current secret</span></div>
        <div class="bar overlap ${place.span(next, expires)}"></div>
      </div>
      <div class="now ${today}"></div>
    </div>
    <dl class="dates">
      <div>
        <dt>Current secret issued</dt>
        <dd>${dateText(issued)}</dd>
      </div>
      ${
        previousExpires !== undefined &&
        html`<div>
          <dt>Previous secret ends</dt>
          <dd>${dateText(previousExpires)}</dd>
        </div>`
      }
      <div>
        <dt>Next secret issued</dt>
        <dd>${dateText(next)}</dd>
      </div>
      <div>
        <dt>Current secret expires</dt>
        <dd>${dateText(expires)}</dd>
      </div>
    </dl>
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
  const spanned = (end - start) / (30.4 * dayMs);
  const step = [1, 2, 3, 6, 12].find((candidate) => spanned / candidate <= 6) ?? 12;
  const first = new Date(start);
  const ticks: number[] = [];
  for (let month = 0; ; month += 1) {
    const instant = Date.UTC(first.getUTCFullYear(), month);
    if (instant > end) return ticks;
    if (instant >= start && month % step === 0) ticks.push(instant);
  }
}

function tickText(instant: number): string {
  return dateText(instant).replace(/^\d+ /, "");
}
