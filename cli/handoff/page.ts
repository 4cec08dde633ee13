import { createHash } from "node:crypto";
import { dayMs } from "../../model/instant";
import { type Environment, type Field, type Handoff, icertisHints, icertisSteps, uipathSteps } from "./content";
import { type Html, html, raw } from "./html";
import { pageScript } from "./pageScript";
import { pageStyle } from "./pageStyle";
import { dateText, timeline } from "./timeline";

/** The hand-off as one HTML page that loads nothing: no request leaves it, whoever opens it. */
export function page(handoff: Handoff): string {
  const { environments, part, revealed, preparedOn } = handoff;
  const titles = environments.map(({ title }) => title).join(" and ");
  const oauth = environments.filter(({ authentication }) => authentication === "oauth");
  const apiKey = environments.filter(({ authentication }) => authentication === "apiKey");
  const drawn = part === "icertis" ? undefined : timeline(environments, preparedOn);
  const style = `${pageStyle}${drawn?.style ?? ""}`;
  const sections = [
    ...(part === "uipath" ? [] : [icertisSection(oauth)]),
    ...(part === "icertis" || oauth.length === 0 ? [] : [uipathSection(oauth, true, revealed)]),
    ...(part === "icertis" || apiKey.length === 0 ? [] : [uipathSection(apiKey, false, revealed)]),
    ...(drawn ? [validitySection(drawn.body)] : []),
  ];
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src '${hash(style)}'; script-src '${hash(pageScript)}'; img-src data:; base-uri 'none'; form-action 'none'"
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
        ${element("script", pageScript)}
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

function icertisSection(environments: readonly Environment[]): Section {
  const id = "icertis";
  const title = "For the Icertis team";
  if (environments.length === 0) {
    return { id, title, body: html`<p>Nothing to configure: UiPath signs in with the API key of an ICI user.</p>` };
  }
  const files = environments.map(
    ({ title: name, tenantJson }, index) =>
      html`<div class="file">
        <div class="codehead">
          <h3>tenant.json, ${name}</h3>
          ${copyButton(`tenant-${index}`, `tenant.json, ${name}`)}
        </div>
        <pre
          tabindex="0"
          aria-label="tenant.json, ${name}"
        ><code id="tenant-${index}">${tenantJson?.trimEnd()}</code></pre>
      </div>`,
  );
  const body = html`${steps(icertisSteps)} ${fieldTable("icertis", environments, ({ icertis }) => icertis)}
    <div class="files">${files}</div>`;
  return { id, title, chip: html`<span class="chip good">nothing here is secret</span>`, body };
}

function uipathSection(environments: readonly Environment[], isOAuth: boolean, revealed: boolean): Section {
  const id = isOAuth ? "uipath" : "uipath-api-key";
  const pages = environments.map(
    ({ title, page: { url } }) =>
      html`<li>${title}: <a href="${url}" rel="noreferrer noopener" target="_blank">${url}</a></li>`,
  );
  const body = html`${steps(uipathSteps(isOAuth))} ${fieldTable(id, environments, ({ uipath }) => uipath)}
    ${!revealed && html`<p class="note">${isOAuth ? "The client secret" : "The API key"} comes to you separately.</p>`}
    <p class="note">${environments[0]?.page.label}:</p>
    <ul class="pages">
      ${pages}
    </ul>`;
  const chip = revealed
    ? html`<span class="chip warn">holds secrets</span>`
    : html`<span class="chip">secrets hidden</span>`;
  return { id, title: isOAuth ? "For the RPA developer" : "For the RPA developer, with an API key", chip, body };
}

function validitySection(body: Html): Section {
  return { id: "validity", title: "When the secrets are valid", body };
}

function steps(items: readonly string[]): Html {
  return html`<ol class="steps">
    ${items.map((item) => html`<li><span>${item}</span></li>`)}
  </ol>`;
}

function fieldTable(
  id: string,
  environments: readonly Environment[],
  fieldsOf: (environment: Environment) => readonly Field[],
): Html {
  const [first] = environments.map(fieldsOf);
  const rows = (first ?? []).map(({ label }, row) => {
    const hint = icertisHints[label];
    const cells = environments.map((environment, column) => {
      const field = fieldsOf(environment)[row];
      return html`<td data-title="${environment.title}">
        <div>${field && cell(field, `${id}-${row}-${column}`, environment.title)}</div>
      </td>`;
    });
    return html`<tr>
      <th scope="row">${label}${hint !== undefined && html`<small>${hint}</small>`}</th>
      ${cells}
    </tr>`;
  });
  return html`<table${raw(environments.length === 1 ? ' class="single"' : "")}>
<caption>Values for ${environments.map(({ title }) => title).join(" and ")}</caption>
<colgroup><col class="label">${environments.map(() => html`<col />`)}</colgroup>
<thead><tr><td></td>${environments.map(({ title }) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

const dots = "••••••••••••";

function cell({ value, isSecret, label }: Field, id: string, title: string): Html {
  if (value === undefined) return html`<code class="dots" title="Made without --reveal">${dots} hidden</code>`;
  if (!isSecret)
    return html`<code id="${id}">${value}</code><span class="tools">${copyButton(id, `${label}, ${title}`)}</span>`;
  const show = html`<button type="button" data-do="show" data-for="${id}" aria-pressed="false">
    <span>Show</span>
  </button>`;
  return html`<code id="${id}" class="dots" data-dots="${dots}" data-value="${value}">${dots}</code
    ><span class="tools">${show}${copyButton(id, `${label}, ${title}`)}</span>`;
}

function copyButton(id: string, name: string): Html {
  return html`<button type="button" data-for="${id}" data-name="${name}" aria-label="Copy ${name}">
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true">
      <rect x="5.25" y="5.25" width="8.5" height="8.5" rx="1.75" />
      <path
        d="M10.75 5.25v-1.5A1.5 1.5 0 0 0 9.25 2.25h-5.5a1.5 1.5 0 0 0-1.5 1.5v5.5a1.5 1.5 0 0 0 1.5 1.5h1.5"
      /></svg
    ><span>Copy</span>
  </button>`;
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
