import { dayMs } from "../../model/instant";
import { shortInstant } from "../days";
import { linkAddress, markdownCode as code, markdownText as text } from "../safeText";
import type { Environment, Field, Handoff } from "./content";
import {
  type Advice,
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

/** In the place of a secret. */
const hidden = "•••••••• (hidden)";

/** The hand-off as Markdown. */
export function markdown(handoff: Handoff): string {
  const { environments, part, revealed, preparedOn, contact } = handoff;
  const oauth = environments.filter(({ authentication }) => authentication === "oauth");
  const apiKey = environments.filter(({ authentication }) => authentication === "apiKey");
  const blocks = [
    `# Icertis API access for UiPath: ${text(titlesOf(environments))}`,
    `Prepared on ${shortInstant(preparedOn - (preparedOn % dayMs))}.${contact === undefined ? "" : ` Questions go to ${text(contact)}.`}`,
    ...(revealed
      ? ["**This text holds secrets. Keep it to those who enter them in UiPath; Icertis needs none of them.**"]
      : []),
    ...(part === "icertis" ? [] : rotationPart(handoff)),
    ...(part === "uipath" ? [] : icertisPart(oauth)),
    ...(part === "icertis"
      ? []
      : [...uipathPart(oauth, true, revealed), ...uipathPart(apiKey, false, revealed), ...validityPart(oauth)]),
  ];
  return blocks.join("\n\n").concat("\n");
}

function rotationPart(handoff: Handoff): string[] {
  const due = dueEntries(handoff).map((one) => `- **${dueText({ ...one, title: text(one.title) }, shortInstant)}**`);
  if (due.length === 0) return [];
  return ["## Enter the current secret in UiPath", due.join("\n"), numbered(rotationSteps)];
}

function icertisPart(environments: readonly Environment[]): string[] {
  if (environments.length === 0) {
    return ["## For the Icertis team", "Nothing to configure: UiPath signs in with an API key of an ICI user."];
  }
  return [
    "## For the Icertis team",
    "Nothing in this part is secret.",
    ...namesOf(environments),
    fieldTable(environments, ({ icertis }) => icertis),
    numbered(icertisSteps),
    ...environments.flatMap(({ title, tenant }) => [
      `### tenant.json, ${text(title)}`,
      `\`\`\`json\n${(tenant?.text ?? "").trimEnd()}\n\`\`\``,
    ]),
    "### If ICI rejects a token",
    adviceTable(icertisAdvice),
  ];
}

function uipathPart(environments: readonly Environment[], isOAuth: boolean, revealed: boolean): string[] {
  if (environments.length === 0) return [];
  return [
    `## For the RPA developer${isOAuth ? "" : ", with an API key"}`,
    numbered(uipathSteps(isOAuth)),
    fieldTable(environments, ({ uipath }) => uipath),
    ...(revealed
      ? []
      : [
          secretNote(
            isOAuth,
            environments.map(({ vault }) => vault && link(vault)),
          ),
        ]),
    pageNote(isOAuth),
    environments.map(({ title, page }) => `- ${text(title)}: ${link(page)}`).join("\n"),
    ...(isOAuth ? ["### If it does not work", adviceTable(uipathAdvice)] : []),
  ];
}

/** The name and redirect URIs of each registration that is known. */
function namesOf(environments: readonly Environment[]): string[] {
  const lines = environments.flatMap(({ title, registration }) =>
    registration
      ? [
          `- ${text(title)}: the application ${code(registration.displayName)}, redirect URIs ${registration.redirectUris.map(code).join(", ")}`,
        ]
      : [],
  );
  return lines.length > 0 ? [lines.join("\n")] : [];
}

function validityPart(environments: readonly Environment[]): string[] {
  const day = (instant: number | undefined) => (instant === undefined ? "–" : shortInstant(instant));
  const rows = environments.flatMap(({ title, validity: dates }) =>
    dates ? [[text(title), day(dates.issued), day(dates.next), day(dates.expires), day(dates.previousExpires)]] : [],
  );
  if (rows.length === 0) return [];
  const heads = [
    "",
    "current secret issued",
    "next secret issued",
    "current secret expires",
    "enter it in UiPath before",
  ];
  return ["## When the secrets are valid", grid(heads, rows)];
}

function fieldTable(
  environments: readonly Environment[],
  fieldsOf: (environment: Environment) => readonly Field[],
): string {
  const [first] = environments.map(fieldsOf);
  const rows = (first ?? []).map(({ label, comment }, index) => [
    label + (comment === undefined ? "" : ` (${comment})`),
    ...environments.map((environment) => {
      const value = fieldsOf(environment)[index]?.value;
      return value === undefined ? hidden : code(value);
    }),
  ]);
  return grid(["", ...environments.map(({ title }) => text(title))], rows);
}

function adviceTable(advice: Advice): string {
  return grid(["what you see", "what to do"], advice);
}

function grid(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join("\n");
}

function link(address: string): string {
  const safe = linkAddress(address);
  return safe === undefined ? code(address) : `<${safe}>`;
}
