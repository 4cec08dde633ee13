import type { IcertisHandoff, UipathConnection } from "../../model/outputs";
import type { TenantSetting } from "../../model/tenantJson";
import { checkTexts, type CheckResult } from "./checks";
import { isDeployed, type Environment } from "./context";
import type { EngineKind, Outputs } from "./engines";
import type { StepTaken } from "./progress";
import type { RotationTaken } from "./scenarios/twoYears";

/** Shown in place of a client secret. */
const mask = "********";

/** What one environment's parties receive. */
export interface Parties {
  readonly icertis: { readonly handoff: IcertisHandoff; readonly tenantJson: Readonly<Record<string, TenantSetting>> };
  /** The fields of the connection dialog, the secret masked. */
  readonly uipath: UipathConnection;
}

/** Everything the demo found: data without a secret or a token. */
export interface DemoResult {
  readonly ok: boolean;
  readonly engine: { readonly kind: EngineKind; readonly description: string };
  /** The virtual time that passed. */
  readonly from: string;
  readonly to: string;
  /** By environment; of one that could not be deployed there is none. */
  readonly parties: Readonly<Record<string, Parties>>;
  readonly rotations: readonly RotationTaken[];
  readonly checks: readonly (CheckResult & { readonly holds: string })[];
  readonly steps: readonly StepTaken[];
  readonly seconds: number;
}

/** What the parties of each deployed environment receive. */
export function partiesOf(environments: readonly Environment[]): Record<string, Parties> {
  return Object.fromEntries(environments.filter(isDeployed).map(({ name, latest }) => [name, parties(latest)]));
}

function parties({ icertisHandoff, tenantJson, uipathConnection }: Outputs): Parties {
  const { clientId, tenantId, scope } = uipathConnection;
  return {
    icertis: { handoff: icertisHandoff, tenantJson: JSON.parse(tenantJson) as Record<string, TenantSetting> },
    uipath: { clientId, clientSecret: mask, tenantId, scope },
  };
}

/** Puts beside each result what it stands for. */
export function described(results: readonly CheckResult[]): DemoResult["checks"] {
  return results.map((result) => ({ ...result, holds: checkTexts[result.check] }));
}

/** The result as text: what each party receives, then the table of checks. */
export function report(result: DemoResult): string {
  const { parties, checks, ok, seconds } = result;
  const failed = checks.filter((check) => !check.ok);
  const notes = new Set(checks.flatMap(({ note }) => note ?? []));
  const verdict = ok
    ? `All ${checks.length} checks passed in ${seconds} s.`
    : `${failed.length} of ${checks.length} checks failed.`;
  return [
    "",
    ...section("What the Icertis team receives", parties, icertisRows),
    ...section("What UiPath's connection dialog takes", parties, uipathRows),
    ...checkTable(result),
    ...[...notes].map((note) => `\nNote: ${note}`),
    ...failed.map(({ environment, check, got }) => `\nFAILED ${environment} ${check}: ${got}`),
    "",
    verdict,
  ].join("\n");
}

type Row = readonly [name: string, value: string];

/** The values of the environments below one another, so that they can be compared and copied; equal ones once. */
function section(title: string, parties: DemoResult["parties"], rowsOf: (parties: Parties) => Row[]): string[] {
  const columns = Object.entries(parties).map(([name, received]) => [name, rowsOf(received)] as const);
  const names = columns[0]?.[1].map(([name]) => name) ?? [];
  const lines = names.flatMap((name, index) => {
    const values = columns.map(([environment, rows]) => [environment, rows[index]?.[1] ?? ""] as const);
    const same = values[0]?.[1] !== mask && new Set(values.map(([, value]) => value)).size === 1;
    const shown = same ? [["both", values[0]?.[1] ?? ""] as const] : values;
    return [`  ${name}`, ...shown.map(([environment, value]) => `    ${environment.padEnd(6)}${value}`)];
  });
  return [...headed(title), ...lines, ""];
}

function icertisRows({ icertis: { handoff, tenantJson } }: Parties): Row[] {
  return [
    ["Application (client) ID", handoff.applicationClientId],
    ["Directory (tenant) ID", handoff.directoryTenantId],
    ["Object ID of the application", handoff.objectId],
    ["Object ID of the service principal", handoff.servicePrincipalObjectId],
    ["OpenID Connect metadata document", handoff.openIdConnectMetadataDocument],
    ["The same, version 1", handoff.v1MetadataDocument],
    ...Object.values(tenantJson).map(({ Name, Value }) => [`tenant.json ${Name}`, Value] as const),
  ];
}

function uipathRows({ uipath }: Parties): Row[] {
  return [
    ["Client ID", uipath.clientId],
    ["Client secret", uipath.clientSecret],
    ["Tenant ID", uipath.tenantId],
    ["Scope", uipath.scope],
  ];
}

function checkTable({ checks }: DemoResult): string[] {
  const environments = [...new Set(checks.map(({ environment }) => environment))];
  const names = [...new Set(checks.map(({ check }) => check))];
  const width = Math.max(...checks.map(({ holds }) => holds.length));
  const line = (text: string, cells: readonly string[]) =>
    [text.padEnd(width), ...cells.map((cell) => cell.padEnd(6))].join("  ").trimEnd();
  const rows = names.map((name) => {
    const own = environments.map((environment) =>
      checks.find((found) => found.check === name && found.environment === environment),
    );
    return line(own[0]?.holds ?? "", own.map(mark));
  });
  return [...headed(line("Checks", environments)), ...rows];
}

function mark(check: DemoResult["checks"][number] | undefined): string {
  if (!check?.ok) return "FAILED";
  return check.times > 1 ? `ok x${check.times}` : "ok";
}

function headed(title: string): string[] {
  return [title, "-".repeat(title.length)];
}
