/** The page's style sheet. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #f4f6f8; --surface: #fff; --sunken: #f4f6f8; --text: #17212b; --soft: #566372; --line: #dce2e8;
  --accent: #1257b8; --accent-soft: #e6effb; --good: #10703f; --good-soft: #e1f4e9; --warn: #8a4b00; --warn-soft: #fdf0dc;
  --old: #b9c3cf; --on-old: #2b3744; --shadow: 0 1px 2px rgb(20 30 45 / 7%), 0 6px 20px rgb(20 30 45 / 5%);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e1318; --surface: #161d25; --sunken: #0f151b; --text: #e7ecf2; --soft: #9ba8b7; --line: #2a3541;
    --accent: #7fb0ff; --accent-soft: #1a2c47; --good: #6fd39c; --good-soft: #12301f; --warn: #f2b866; --warn-soft: #37270f;
    --old: #47535f; --on-old: #dfe6ee; --shadow: none;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main, header { max-width: 1200px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 52px; padding-bottom: 8px; }
h1 { font-size: clamp(1.75rem, 1.3rem + 2vw, 2.5rem); line-height: 1.15; letter-spacing: -.02em; margin: 0 0 12px; text-wrap: balance; }
h2 { font-size: 1.375rem; line-height: 1.25; letter-spacing: -.01em; margin: 0; }
h3 { font-size: 1rem; margin: 0; }
p { margin: 0; max-width: 68ch; }
a { color: var(--accent); text-underline-offset: 3px; overflow-wrap: anywhere; }
.lead { color: var(--soft); font-size: 1.0625rem; }
nav { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 24px; }
nav a {
  padding: 7px 14px; border: 1px solid var(--line); border-radius: 99px; background: var(--surface); color: var(--text);
  text-decoration: none; font-size: .9375rem;
}
nav a:hover { border-color: var(--accent); color: var(--accent); }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 14px; box-shadow: var(--shadow); margin: 24px 0; padding: 28px; }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; margin-bottom: 14px; }
.chip { font-size: .8125rem; font-weight: 600; padding: 2px 10px; border-radius: 99px; background: var(--accent-soft); color: var(--accent); }
.chip.good { background: var(--good-soft); color: var(--good); }
.chip.warn { background: var(--warn-soft); color: var(--warn); }
.banner { background: var(--warn-soft); color: var(--warn); border: 1px solid currentColor; border-radius: 12px; padding: 14px 18px; margin: 20px 0 0; max-width: none; font-weight: 600; }
ol.steps { list-style: none; margin: 0 0 22px; padding: 0; counter-reset: step; display: grid; gap: 8px; max-width: 78ch; }
ol.steps li { counter-increment: step; display: grid; grid-template-columns: 26px 1fr; gap: 10px; }
ol.steps li::before {
  content: counter(step); width: 24px; height: 24px; border-radius: 50%; background: var(--accent-soft); color: var(--accent);
  font-size: .8125rem; font-weight: 700; display: grid; place-items: center;
}
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { text-align: left; vertical-align: top; padding: 12px 14px; border-top: 1px solid var(--line); }
thead th { border-top: 0; padding-top: 0; color: var(--soft); font-size: .8125rem; letter-spacing: .05em; text-transform: uppercase; }
thead td { border-top: 0; padding: 0; }
tbody th { font-weight: 600; padding-left: 0; }
td:last-child { padding-right: 0; }
tbody th small { display: block; font-weight: 400; color: var(--soft); font-size: .8125rem; line-height: 1.4; margin-top: 2px; }
col.label { width: 19%; }
td > div, .codehead { display: flex; align-items: flex-start; justify-content: space-between; gap: 12px; }
code, pre { font: .84375rem/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-variant-ligatures: none; }
td code { overflow-wrap: anywhere; padding-top: 3px; }
td .hidden { color: var(--soft); font-size: .9375rem; }
.js .secret:not(.shown) > span { display: none; }
.js .secret:not(.shown)::before { content: "••••••••••••"; color: var(--soft); }
h3 { margin: 30px 0 12px; font-size: 1.0625rem; }
h4 { font-size: 1rem; margin: 0; }
.needs-script { display: none; }
.js .needs-script { display: block; }
td.portal { color: var(--soft); font-size: .875rem; }
col.portal { width: 15%; }
.advice th, .advice td { padding: 8px 14px 8px 0; font-size: .9375rem; }
.advice thead th { font-size: .8125rem; }
.advice thead th:first-child { width: 32%; }
.names, .due { list-style: none; margin: 0 0 18px; padding: 0; display: grid; gap: 6px; font-size: .9375rem; }
.names:empty { display: none; }
.names code { overflow-wrap: anywhere; }
.due li { padding: 10px 14px; border-radius: 10px; background: var(--warn-soft); color: var(--warn); font-weight: 600; font-size: 1rem; }
.keys { list-style: none; margin: 0; padding: 4px 16px; }
.keys li { padding: 10px 0; border-top: 1px solid var(--line); }
.keys li:first-child { border-top: 0; }
.keyname { font-size: .8125rem; color: var(--soft); overflow-wrap: anywhere; }
.keyvalue { display: flex; flex-wrap: wrap; align-items: flex-start; justify-content: space-between; gap: 6px 12px; }
.keyvalue code { overflow-wrap: anywhere; font-weight: 600; padding-top: 3px; }
.tools { display: flex; flex-wrap: wrap; gap: 6px; }
details { border-top: 1px solid var(--line); }
summary { cursor: pointer; padding: 9px 16px; font-size: .875rem; color: var(--accent); }
.merge { border: 1px solid var(--line); border-radius: 10px; padding: 16px; margin-bottom: 18px; background: var(--sunken); }
.merge .controls { margin-top: 12px; display: grid; grid-template-columns: minmax(0, 1fr); gap: 10px; }
.merge details { border: 0; }
.merge summary { padding: 4px 0; }
.merge details p { margin: 8px 0; }
.drop { border: 2px dashed var(--line); border-radius: 10px; padding: 18px; max-width: none; background: var(--surface); display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; }
.drop.over { border-color: var(--accent); background: var(--accent-soft); }
label { font-weight: 600; font-size: .9375rem; }
label:has(input) { font-weight: 400; }
select, input[type="text"] { font: inherit; color: var(--text); background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 6px 10px; max-width: 100%; }
input[type="file"] { font: inherit; color: var(--text); max-width: 100%; min-width: 0; flex: 1 1 220px; }
#merge-at { width: 26rem; }
#merge-result:not(:empty) { margin-top: 14px; }
#merge-result h5 { font-size: 1rem; margin: 0 0 8px; }
#merge-result ul { list-style: none; margin: 0 0 12px; padding: 0; display: grid; gap: 8px; font-size: .9375rem; }
#merge-result li { overflow-wrap: anywhere; }
#merge-result li b { color: var(--good); }
#merge-result li.wrong b, #merge-result .failed { color: var(--warn); }
#merge-result .failed { white-space: pre-wrap; overflow-wrap: anywhere; font-weight: 600; }
#merge-result small { display: block; color: var(--soft); }
#merge-result pre { border: 1px solid var(--line); border-radius: 8px; background: var(--surface); margin-bottom: 12px; }
#merge-result ins, #merge-result del { text-decoration: none; display: block; }
#merge-result ins { background: var(--good-soft); color: var(--good); }
#merge-result del { background: var(--warn-soft); color: var(--warn); }
a.button { display: inline-block; font-weight: 600; padding: 9px 16px; border-radius: 8px; background: var(--accent); color: var(--surface); text-decoration: none; }
td .tools { display: flex; gap: 6px; flex: none; }
.tools button { justify-content: center; }
button {
  display: none; align-items: center; gap: 6px; font: 600 .8125rem/1 inherit; font-family: inherit; color: var(--accent);
  background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 7px 10px; cursor: pointer; white-space: nowrap;
}
.js button { display: inline-flex; }
button:hover { border-color: var(--accent); background: var(--accent-soft); }
button:active { transform: translateY(1px); }
button.done { color: var(--good); border-color: var(--good); background: var(--good-soft); }
button svg { width: 14px; height: 14px; flex: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
.note { color: var(--soft); font-size: .9375rem; margin-top: 16px; }
.pages { list-style: none; margin: 6px 0 0; padding: 0; font-size: .9375rem; display: grid; gap: 8px; }
.pages li { display: flex; align-items: flex-start; justify-content: space-between; gap: 12px; }
.pages .tools { flex: none; }
section > :last-child { margin-bottom: 0; }
.files { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 18px; margin-top: 24px; }
.file { border: 1px solid var(--line); border-radius: 10px; overflow: hidden; min-width: 0; }
.codehead { align-items: center; padding: 9px 12px 9px 16px; border-bottom: 1px solid var(--line); }
pre { margin: 0; padding: 14px 16px; background: var(--sunken); overflow: auto; max-height: 24rem; tab-size: 2; white-space: pre-wrap; overflow-wrap: anywhere; }
.row { margin: 0 0 30px; }
.row figcaption { font-weight: 600; margin-bottom: 8px; }
.track { position: relative; display: grid; gap: 3px; padding: 5px 0; background: var(--sunken); border-radius: 10px; overflow: hidden; }
.lane { position: relative; height: 28px; }
.bar { position: absolute; inset-block: 0; background: var(--accent); color: var(--surface); border-radius: 7px; font-size: .8125rem; font-weight: 600; display: flex; align-items: center; overflow: hidden; white-space: nowrap; }
.bar span { padding: 0 12px; }
.bar.old { background: var(--old); color: var(--on-old); border-radius: 0 7px 7px 0; }
.bar.overlap { background: repeating-linear-gradient(135deg, rgb(255 255 255 / 40%) 0 4px, transparent 4px 9px); border-radius: 0 7px 7px 0; }
.now { position: absolute; inset-block: 0; border-left: 2px solid var(--warn); }
.dates { margin: 14px 0 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 12px 24px; }
.dates dt { color: var(--soft); font-size: .875rem; }
.dates dd { margin: 0; font-weight: 600; }
.axis { position: relative; height: 52px; border-top: 1px solid var(--line); font-size: .75rem; color: var(--soft); overflow: hidden; }
.tick { position: absolute; top: 0; padding: 4px 0 0 6px; border-left: 1px solid var(--line); height: 22px; white-space: nowrap; }
.today { position: absolute; top: 0; height: 46px; border-left: 2px solid var(--warn); color: var(--warn); font-weight: 700; padding: 25px 0 0 6px; white-space: nowrap; }
.key { display: inline-block; width: 26px; height: 12px; border-radius: 3px; background: repeating-linear-gradient(135deg, rgb(255 255 255 / 40%) 0 4px, transparent 4px 9px) var(--accent); vertical-align: -1px; margin-right: 8px; }
@media (prefers-color-scheme: dark) {
  .bar.overlap, .key { background-image: repeating-linear-gradient(135deg, rgb(0 0 0 / 35%) 0 4px, transparent 4px 9px); }
}
footer { max-width: 1200px; margin: 0 auto; padding: 4px 24px 56px; color: var(--soft); font-size: .875rem; }
.off { position: fixed; top: -100px; opacity: 0; }
@media (max-width: 760px) {
  header { padding-top: 32px; }
  main, header, footer { padding-left: 14px; padding-right: 14px; }
  section { padding: 20px 16px; border-radius: 12px; }
  table, tbody, tr, th, td, colgroup { display: block; width: auto; }
  thead { display: none; }
  tbody th { border-top: 1px solid var(--line); padding: 16px 0 4px; width: auto; }
  tbody tr:first-child th { border-top: 0; padding-top: 0; }
  td { border: 0; padding: 6px 0; }
  td::before { content: attr(data-title); display: block; font-size: .75rem; font-weight: 600; letter-spacing: .05em; text-transform: uppercase; color: var(--soft); margin-bottom: 1px; }
  table.single td::before { content: none; }
  td:last-child { padding-bottom: 16px; }
  td .tools { flex-direction: column; }
  button { padding: 10px 12px; }
  .dates { grid-template-columns: 1fr; gap: 8px; }
  .dates > div { display: flex; justify-content: space-between; gap: 12px; }
  .dates dd { text-align: right; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
@media print {
  body { background: #fff; font-size: 11pt; }
  header { padding-top: 0; }
  nav, button, .js button, .merge, .js .merge, .file details { display: none; }
  section { box-shadow: none; border: 0; padding: 0; margin: 0 0 18pt; }
  .head, h3, figcaption { break-after: avoid; }
  tr, li, figure, .file { break-inside: avoid; }
  .bar, .bar.overlap, .key, .due li, .chip { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .files { grid-template-columns: 1fr; }
}
`;
