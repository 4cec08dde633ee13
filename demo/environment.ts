import { stackConfig } from "../engine/stackConfig";
import { programName } from "../model/outputsContract";
import { parseInstant } from "../model/instant";
import type { RotationSettings } from "../model/rotationSettings";
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
  const rotation = rotationOf(setting("rotation"), name);
  const settings = demoSettings(rotation, config);
  const stack = await engine.newStack(name);
  stack.configure(settings);
  const [redirectUri] = JSON.parse(setting("redirectUris") ?? "[]") as string[];
  if (redirectUri === undefined) throw new Error(`Pulumi.${name}.yaml: redirectUris has no entry`);
  return {
    name,
    stack,
    rotation,
    redirectUri,
    acceptsGuidAudience: setting("acceptGuidAudience") === "true",
    settings,
  };
}

function rotationOf(text: string | undefined, name: string): Environment["rotation"] {
  const { firstIssued, lifetimeDays, overlapDays, description } = JSON.parse(text ?? "{}") as RotationSettings;
  if (firstIssued === undefined || parseInstant(firstIssued) === undefined) {
    throw new Error(`Pulumi.${name}.yaml: the demo needs a date in rotation.firstIssued`);
  }
  return { firstIssued, lifetimeDays, overlapDays, description };
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
