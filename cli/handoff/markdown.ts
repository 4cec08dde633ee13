import { dayMs } from "../../model/instant";
import { shortInstant } from "../days";
import { type Environment, type Field, type Handoff, icertisHints, icertisSteps, uipathSteps } from "./content";

/** Stands in for a secret. */
export const hidden = "•••••••• (hidden)";

/** The hand-off as Markdown. */
export function markdown({ environments, part, revealed, preparedOn }: Handoff): string {
  const oauth = environments.filter(({ authentication }) => authentication === "oauth");
  const apiKey = environments.filter(({ authentication }) => authentication === "apiKey");
  return [
    `# Icertis API access for UiPath: ${environments.map(({ title }) => title).join(" and ")}`,
    `Prepared on ${shortInstant(preparedOn - (preparedOn % dayMs))}.`,
    ...(revealed
      ? ["**This text holds secrets. Keep it to those who enter them in UiPath; Icertis needs none of them.**"]
      : []),
    ...(part !== "uipath" ? icertisPart(oauth) : []),
    ...(part !== "icertis"
      ? [...uipathPart(oauth, true, revealed), ...uipathPart(apiKey, false, revealed), ...validityPart(oauth)]
      : []),
  ]
    .join("\n\n")
    .concat("\n");
}

function icertisPart(environments: readonly Environment[]): string[] {
  if (environments.length === 0) {
    return ["## For the Icertis team", "Nothing to configure: UiPath signs in with an API key of an ICI user."];
  }
  return [
    "## For the Icertis team",
    "Nothing in this part is secret.",
    fieldTable(environments, ({ icertis }) => icertis, icertisHints),
    numbered(icertisSteps),
    ...environments.flatMap(({ title, tenantJson }) => [
      `### tenant.json, ${title}`,
      `\`\`\`json\n${(tenantJson ?? "").trimEnd()}\n\`\`\``,
    ]),
  ];
}

function uipathPart(environments: readonly Environment[], isOAuth: boolean, revealed: boolean): string[] {
  if (environments.length === 0) return [];
  return [
    `## For the RPA developer${isOAuth ? "" : ", with an API key"}`,
    numbered(uipathSteps(isOAuth)),
    fieldTable(environments, ({ uipath }) => uipath, {}),
    ...(revealed ? [] : [`${isOAuth ? "The client secret" : "The API key"} comes to you separately.`]),
    [
      `${environments[0]?.page.label}:`,
      environments.map(({ title, page }) => `- ${title}: <${page.url}>`).join("\n"),
    ].join("\n\n"),
  ];
}

function validityPart(environments: readonly Environment[]): string[] {
  if (environments.length === 0) return [];
  const rows = environments.flatMap(({ title, validity }) =>
    validity
      ? [
          [
            title,
            shortInstant(validity.issued),
            shortInstant(validity.next),
            shortInstant(validity.expires),
            validity.previousExpires === undefined ? "–" : shortInstant(validity.previousExpires),
          ],
        ]
      : [],
  );
  return [
    "## When the secrets are valid",
    grid(["", "issued", "next one issued", "expires", "enter it in UiPath before"], rows),
  ];
}

function fieldTable(
  environments: readonly Environment[],
  fieldsOf: (environment: Environment) => readonly Field[],
  hints: Readonly<Record<string, string>>,
): string {
  const [first] = environments.map(fieldsOf);
  const rows = (first ?? []).map(({ label }, index) => [
    label + (hints[label] === undefined ? "" : ` (${hints[label]})`),
    ...environments.map((environment) => {
      const field = fieldsOf(environment)[index];
      return field?.value === undefined ? hidden : `\`${field.value}\``;
    }),
  ]);
  return grid(["", ...environments.map(({ title }) => title)], rows);
}

function grid(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join("\n");
}
