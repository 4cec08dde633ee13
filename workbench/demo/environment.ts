import { stackConfig } from "../engine/stackConfig";
import { programName } from "../../model/outputs";
import { parseInstant } from "../../model/instant";
import { formatProblems } from "../../model/problem";
import { readRotation, type RotationSettings } from "../../model/rotationSettings";
import { readSettings } from "../../model/settings";
import { DemoError } from "./demoError";
import type { DemoEngine, DeployedStack, Outputs } from "./deployedStack";

type Settings = Readonly<Record<string, unknown>>;

/** One environment on its way through the demo. */
export interface Environment {
  readonly name: string;
  readonly stack: DeployedStack;
  /** Its rotation, from the stack's file and the defaults. */
  readonly rotation: RotationSettings & { readonly firstIssued: string };
  /** The first redirect URI: the one UiPath shows. */
  readonly redirectUri: string;
  readonly acceptsGuidAudience: boolean;
  /** Settings in place of the file's, for the demo as a whole. */
  readonly settings: Settings;
  /** Outputs of the first run; none where that failed. */
  first?: Outputs;
  /** Outputs of the latest run. */
  latest?: Outputs;
}

/** An environment that was deployed. */
export type Deployed = Environment & { first: Outputs; latest: Outputs };

export function isDeployed(environment: Environment): environment is Deployed {
  return environment.first !== undefined && environment.latest !== undefined;
}

/** Makes the stack of an environment, from its own file. */
export async function newEnvironment(name: string, engine: DemoEngine): Promise<Environment> {
  const config = stackConfig(name);
  const setting = (key: string) => config[`${programName}:${key}`];
  const rotation = rotationOf(name);
  const settings = demoSettings(rotation, config);
  const stack = await engine.newStack(name);
  stack.configure(settings);
  const [redirectUri] = readSettings({ redirectUris: setting("redirectUris") ?? "[]" }).settings.redirectUris ?? [];
  if (redirectUri === undefined) throw new DemoError(`Pulumi.${name}.yaml: redirectUris has no entry`);
  return {
    name,
    stack,
    rotation,
    redirectUri,
    acceptsGuidAudience: setting("acceptGuidAudience") === "true",
    settings,
  };
}

/**
 * The rotation of an environment, without what belongs to its stack's past.
 *
 * @throws DemoError in the program's own words where there is none: the demo has no day to begin on
 */
export function rotationOf(name: string): Environment["rotation"] {
  const { settings, problems } = readSettings({ rotation: stackConfig(name)[`${programName}:rotation`] ?? "{}" });
  const { firstIssued, lifetimeDays = 0, overlapDays = 0, description = "" } = settings.rotation ?? {};
  const days = { lifetimeDays, overlapDays, description };
  const misshapen = problems.filter(({ key }) => key.startsWith("rotation"));
  const meant = readRotation({ firstIssued, ...days }, parseInstant(firstIssued ?? "") ?? Date.now());
  const refused = misshapen.length > 0 ? misshapen : Array.isArray(meant) ? meant : [];
  if (firstIssued !== undefined && refused.length === 0) return { firstIssued, ...days };
  throw new DemoError(`Pulumi.${name}.yaml has no rotation the demo could show:\n${formatProblems(refused)}`);
}

/** What names objects of a real tenant, or belongs to a stack's past, does not exist in the sandbox: left out. */
function demoSettings(rotation: RotationSettings, config: Readonly<Record<string, string>>): Settings {
  const has = (key: string) => config[`${programName}:${key}`] !== undefined;
  return {
    rotation,
    owners: [],
    authentication: "oauth",
    adminConsent: false,
    ...(has("vault") && { vault: undefined }),
    ...(has("adopt") && { adopt: undefined }),
  };
}
