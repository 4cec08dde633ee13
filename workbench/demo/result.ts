import type { IcertisHandoff, UipathConnection } from "../../model/handoff";
import type { TenantSetting } from "../../model/tenantJson";
import { checkTexts, type CheckResult } from "./checks";
import type { RotationTaken } from "./chapters/twoYears";
import type { Outputs } from "./deployedStack";
import { isDeployed, type Environment } from "./environment";
import type { StepTaken } from "./progress";

/** What stands in place of a client secret. */
export const mask = "********";

/** What one environment's parties receive. */
export interface Parties {
  readonly icertis: { readonly handoff: IcertisHandoff; readonly tenantJson: Readonly<Record<string, TenantSetting>> };
  /** The fields of the connection dialog, the secret masked. */
  readonly uipath: UipathConnection;
}

/** Everything the demo found: data without a secret or a token. */
export interface DemoResult {
  readonly ok: boolean;
  readonly engine: { readonly kind: "real" | "rehearsal"; readonly description: string };
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
