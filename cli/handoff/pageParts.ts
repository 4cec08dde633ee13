import { type Environment, type Field, keyTexts, type TenantKeys } from "./content";
import { type Advice, titlesOf } from "./guidance";
import { type Html, html, link, raw } from "./html";

/** Steps in their order. */
export function steps(items: readonly string[]): Html {
  return html`<ol class="steps">
    ${items.map((item) => html`<li><span>${item}</span></li>`)}
  </ol>`;
}

/** What a person sees, and what to do about it. */
export function adviceTable(title: string, advice: Advice): Html {
  const rows = advice.map(
    ([symptom, action]) =>
      html`<tr>
        <th scope="row">${symptom}</th>
        <td data-title="What to do">${action}</td>
      </tr>`,
  );
  return html`<h3>${title}</h3>
    <table class="advice">
      <caption>
        ${title}
      </caption>
      <thead>
        <tr>
          <th scope="col">What you see</th>
          <th scope="col">What to do</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}

/** The fields of all environments side by side, and where the portal shows them. */
export function fieldTable(
  id: string,
  environments: readonly Environment[],
  fieldsOf: (environment: Environment) => readonly Field[],
): Html {
  const [first] = environments.map(fieldsOf);
  const hasPortal = (first ?? []).some(({ portal }) => portal !== undefined);
  const rows = (first ?? []).map(({ label, comment, portal }, row) => {
    const cells = environments.map((environment, column) => {
      const field = fieldsOf(environment)[row];
      return html`<td data-title="${environment.title}">
        <div>${field && cell(field, `${id}-${row}-${column}`, environment.title)}</div>
      </td>`;
    });
    return html`<tr>
      <th scope="row">${label}${comment !== undefined && html`<small>${comment}</small>`}</th>
      ${cells} ${hasPortal && html`<td class="portal" data-title="In the Entra admin center">${portal}</td>`}
    </tr>`;
  });
  return html`<table${raw(environments.length === 1 ? ' class="single"' : "")}>
<caption>Values for ${titlesOf(environments)}</caption>
<colgroup><col class="label">${environments.map(() => html`<col />`)}${hasPortal && html`<col class="portal" />`}</colgroup>
<thead><tr><td></td>${environments.map(({ title }) => html`<th scope="col">${title}</th>`)}${hasPortal && html`<th scope="col">In the Entra admin center</th>`}</tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

/** The page of each environment that an administrator or a user opens: a link, and its address to send on or to print. */
export function addressList(id: string, environments: readonly Environment[]): Html {
  const items = environments.map(
    ({ title, page }, index) =>
      html`<li>
        <span>${title}: <span id="${id}-page-${index}">${link(page)}</span></span>
        <span class="tools">${copyButton(`${id}-page-${index}`, "Copy", `Copy the address for ${title}`)}</span>
      </li>`,
  );
  return html`<ul class="pages">
    ${items}
  </ul>`;
}

/** The secret is readable without scripts; the page's script hides it, and shows it while it is asked to. */
function cell({ value, isSecret, label }: Field, id: string, title: string): Html {
  const name = `${label}, ${title}`;
  if (value === undefined) return html`<span class="hidden">not on this page</span>`;
  if (!isSecret) {
    return html`<code id="${id}">${value}</code><span class="tools">${copyButton(id, "Copy", `Copy ${name}`)}</span>`;
  }
  const show = html`<button
    type="button"
    data-do="show"
    data-for="${id}"
    aria-pressed="false"
    aria-label="Show ${name}"
  >
    <span>Show</span>
  </button>`;
  return html`<code id="${id}" class="secret"><span>${value}</span></code
    ><span class="tools">${show}${copyButton(id, "Copy", `Copy ${name}`)}</span>`;
}

/** The four keys of one environment: the value of each in sight, each to copy in three ways, and all as one text. */
export function tenantKeys(tenant: TenantKeys, title: string, index: number): Html {
  const rows = Object.entries(tenant.settings).map(([key, setting], row) => {
    const id = `key-${index}-${row}`;
    const { object, member } = keyTexts(key, setting);
    const copy = (what: string, label: string, text: string) =>
      html`${copyButton(`${id}-${what}`, label, `Copy ${label.toLowerCase()} of ${key}, ${title}`)}${what === "value" ? undefined : html`<code id="${id}-${what}" hidden>${text}</code>`}`;
    return html`<li>
      <div class="keyname">${key}</div>
      <div class="keyvalue">
        <code id="${id}-value">${setting.Value}</code>
        <span class="tools"
          >${copy("value", "Value", setting.Value)}${copy("object", "Object", object)}${copy("member", "Key and object", member)}</span
        >
      </div>
    </li>`;
  });
  const id = `tenant-${index}`;
  return html`<div class="file">
    <div class="codehead">
      <h4>tenant.json, ${title}</h4>
      ${copyButton(id, "Copy all four", `Copy all four keys of tenant.json, ${title}`)}
    </div>
    <ul class="keys">
      ${rows}
    </ul>
    <details>
      <summary>The four keys as text</summary>
      <pre
        tabindex="0"
        role="region"
        aria-label="tenant.json, ${title}"
      ><code id="${id}">${tenant.text.trimEnd()}</code></pre>
    </details>
  </div>`;
}

function copyButton(id: string, label: string, name: string): Html {
  return html`<button type="button" data-do="copy" data-for="${id}" aria-label="${name}">
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true">
      <rect x="5.25" y="5.25" width="8.5" height="8.5" rx="1.75" />
      <path
        d="M10.75 5.25v-1.5A1.5 1.5 0 0 0 9.25 2.25h-5.5a1.5 1.5 0 0 0-1.5 1.5v5.5a1.5 1.5 0 0 0 1.5 1.5h1.5"
      /></svg
    ><span>${label}</span>
  </button>`;
}

/** Where an administrator drops a tenant.json: merged and checked by the page's script, which nothing leaves. */
export function mergeTool(environments: readonly Environment[]): Html {
  const options = environments.map(({ title }, index) => html`<option value="${index}">${title}</option>`);
  return html`<div class="merge needs-script">
    <p>
      Drop the tenant.json of an ICI instance here. This page checks it, adds the four keys and gives you the file back;
      everything else in it stays byte for byte. Nothing leaves this page: it cannot send anything.
    </p>
    <div class="controls">
      <p>
        <label for="merge-environment">Environment</label>
        <select id="merge-environment">
          ${options}
        </select>
      </p>
      <p class="drop">
        <label for="merge-file">Choose a tenant.json, or drop it here</label>
        <input type="file" id="merge-file" accept=".json,application/json" />
      </p>
      <details>
        <summary>More choices</summary>
        <p>
          <label
            ><input type="checkbox" id="merge-replace" /> Replace what another integration has in the four keys
            (--replace)</label
          >
        </p>
        <p>
          <label for="merge-at">Place of the keys, as JSON pointer, where there is a choice (--at)</label>
          <input type="text" id="merge-at" placeholder="/Settings" autocomplete="off" spellcheck="false" />
        </p>
      </details>
    </div>
    <div id="merge-result" role="region" aria-label="Result of the merge" aria-live="polite"></div>
  </div>`;
}
