import { createHash } from "node:crypto";
import { dayMs } from "../../model/instant";
import type { Environment, Handoff } from "./content";
import {
  dueEntries,
  dueText,
  icertisAdvice,
  icertisSteps,
  pageNote,
  rotationSteps,
  secretNote,
  titlesOf,
  uipathAdvice,
  uipathSteps,
} from "./guidance";
import { data, type Html, html, link, raw } from "./html";
import { addressList, adviceTable, fieldTable, mergeTool, steps, tenantKeys } from "./pageParts";
import { pageStyle } from "./pageStyle";
import { dateText, timeline } from "./timeline";

/**
 * The hand-off as one HTML page that loads nothing: no request leaves it, whoever opens it.
 *
 * @param script - what the page runs, built of browser/main.ts
 */
export function page(handoff: Handoff, script: string): string {
  const { environments, part, revealed, preparedOn, contact } = handoff;
  const titles = titlesOf(environments);
  const oauth = environments.filter(({ authentication }) => authentication === "oauth");
  const apiKey = environments.filter(({ authentication }) => authentication === "apiKey");
  const drawn = part === "icertis" ? undefined : timeline(environments, preparedOn);
  const style = `${pageStyle}${drawn?.style ?? ""}`;
  const sections = [
    ...(part === "icertis" ? [] : rotationSection(handoff)),
    ...(part === "uipath" ? [] : [icertisSection(oauth, handoff)]),
    ...(part === "icertis" || oauth.length === 0 ? [] : [uipathSection(oauth, true, handoff)]),
    ...(part === "icertis" || apiKey.length === 0 ? [] : [uipathSection(apiKey, false, handoff)]),
    ...(drawn ? [{ id: "validity", title: "When the secrets are valid", body: drawn.body }] : []),
  ];
  const wanted = oauth.map(({ title, tenant }) => ({ title, ...tenant }));
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'; img-src data:; base-uri 'none'; form-action 'none'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <title>Icertis API access for UiPath: ${titles}</title>
        ${element("style", style)}
      </head>
      <body>
        <header>
          <h1>Icertis API access for UiPath</h1>
          <p class="lead">${lead(part, titles)}</p>
          ${contact !== undefined && html`<p class="lead">Questions go to ${contact}.</p>`}
          ${revealed && html`<p class="banner">This page holds secrets. Keep it to those who enter them in UiPath, and delete it afterwards. Icertis needs none of them.</p>`}
          ${sections.length > 1 && html`<nav aria-label="On this page">${sections.map(({ id, title }) => html`<a href="#${id}">${title}</a>`)}</nav>`}
        </header>
        <main>
          ${sections.map(
            ({ id, title, chip, body }) =>
              html` <section id="${id}" aria-labelledby="${id}-title">
                <div class="head">
                  <h2 id="${id}-title">${title}</h2>
                  ${chip}
                </div>
                ${body}
              </section>`,
          )}
        </main>
        <footer>Prepared on ${dateText(preparedOn - (preparedOn % dayMs))} with icertis-access.</footer>
        <div id="status" class="off" role="status"></div>
        ${part !== "uipath" && wanted.length > 0 && data("wanted", wanted)} ${element("script", script)}
      </body>
    </html> `;
  return document.text;
}

/** An element whose content is code of ours; its hash is in the page's policy. */
function element(name: "style" | "script", code: string): Html {
  return raw(`<${name}>${code}</${name}>`);
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly chip?: Html;
  readonly body: Html;
}

function lead(part: Handoff["part"], titles: string): string {
  if (part === "icertis") return `What the Icertis team configures for ${titles}.`;
  if (part === "uipath") return `What the RPA developer types into UiPath for ${titles}.`;
  return `What the Icertis team configures, and what the RPA developer types into UiPath, for ${titles}.`;
}

/** What is due comes first, with steps of its own. */
function rotationSection(handoff: Handoff): Section[] {
  const due = dueEntries(handoff);
  if (due.length === 0) return [];
  const body = html`<ul class="due">
      ${due.map((one) => html`<li>${dueText(one, dateText)}</li>`)}
    </ul>
    ${steps(rotationSteps)}`;
  return [{ id: "rotation", title: "Enter the current secret in UiPath", body }];
}

function icertisSection(environments: readonly Environment[], handoff: Handoff): Section {
  const id = "icertis";
  const title = "For the Icertis team";
  if (environments.length === 0) {
    return { id, title, body: html`<p>Nothing to configure: UiPath signs in with the API key of an ICI user.</p>` };
  }
  const files = environments.map(({ title: name, tenant }, index) => tenant && tenantKeys(tenant, name, index));
  const body = html`${steps(icertisSteps)} ${registrationNames(environments)}
    ${fieldTable("icertis", environments, ({ icertis }) => icertis)}
    <h3 id="merge">The four keys of tenant.json</h3>
    ${mergeTool(environments)}
    <div class="files">${files}</div>
    ${adviceTable("If ICI rejects a token", icertisAdvice)} ${more(handoff, "icertis-administrator.md")}`;
  return { id, title, chip: html`<span class="chip good">nothing here is secret</span>`, body };
}

function registrationNames(environments: readonly Environment[]): Html {
  const names = environments.map(
    ({ title, registration }) =>
      registration &&
      html`<li>
        ${title}: the application <b>${registration.displayName}</b>, redirect URIs
        ${registration.redirectUris.map((uri) => html`<code>${uri}</code> `)}
      </li>`,
  );
  return html`<ul class="names">
    ${names}
  </ul>`;
}

function uipathSection(environments: readonly Environment[], isOAuth: boolean, handoff: Handoff): Section {
  const id = isOAuth ? "uipath" : "uipath-api-key";
  const vaults = environments.map(({ vault }) => vault);
  const { revealed } = handoff;
  const body = html`${steps(uipathSteps(isOAuth))} ${fieldTable(id, environments, ({ uipath }) => uipath)}
    ${!revealed && html`<p class="note">${secretNote(isOAuth, vaults)}</p>`}
    <p class="note">${pageNote(isOAuth)}</p>
    ${addressList(id, environments)} ${isOAuth && adviceTable("If it does not work", uipathAdvice)}
    ${more(handoff, "rpa-developer.md")}`;
  const chip = revealed
    ? html`<span class="chip warn">holds secrets</span>`
    : html`<span class="chip">without secrets</span>`;
  return { id, title: isOAuth ? "For the RPA developer" : "For the RPA developer, with an API key", chip, body };
}

/** Where the page's reader finds more. */
function more({ docs }: Handoff, file: string): Html {
  const at = docs === undefined ? html`the file <code>docs/${file}</code> of icertis-access` : link(`${docs}/${file}`);
  return html`<p class="note">More, also on how to check a token, is in ${at}.</p>`;
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
