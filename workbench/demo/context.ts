import { checkToken, type TokenVerdict } from "../../cli/ici/tokenCheck";
import type { Sandbox } from "../../packages/entra-sandbox";
import { programName } from "../../model/program";
import type { RotationSettings } from "../../model/rotationSettings";
import { stackConfig } from "../engine/stackConfig";
import type { CheckBook, Finding } from "./checks";
import type { DemoEngine, DeployedStack, Outputs } from "./engines";
import type { Progress } from "./progress";
import { connect, type ConnectionAttempt, type Connected } from "./uipathConnection";

/** What the scenarios of the demo work with. */
export interface DemoContext {
  readonly sandbox: Sandbox;
  readonly engine: DemoEngine;
  readonly environments: readonly Environment[];
  readonly checks: CheckBook;
  readonly progress: Progress;
}

/** One environment on its way through the demo. */
export interface Environment {
  readonly name: string;
  readonly stack: DeployedStack;
  /** Its rotation, from the stack's file and the defaults. */
  readonly rotation: RotationSettings & { readonly firstIssued: string };
  /** The first redirect URI: the one UiPath shows. */
  readonly redirectUri: string;
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
  const [redirectUri = ""] = settingOf<string[]>(name, "redirectUris");
  return { name, stack: await engine.newStack(name), rotation: rotationOf(name), redirectUri };
}

/** The rotation of an environment. */
export function rotationOf(name: string): Environment["rotation"] {
  return settingOf(name, "rotation");
}

function settingOf<T>(name: string, key: string): T {
  return JSON.parse(stackConfig(name)[`${programName}:${key}`] ?? "null") as T;
}

/** Runs `up` and keeps the outputs. */
export async function upAgain(environment: Environment): Promise<Outputs> {
  environment.latest = await environment.stack.up();
  environment.first ??= environment.latest;
  return environment.latest;
}

/** Requests so far that wrote to Graph. */
export function graphWrites({ sandbox }: DemoContext): number {
  const { exchanges } = sandbox.requestLog;
  return exchanges.filter(({ method, path }) => method !== "GET" && /^\/(?:v1\.0|beta)\//.test(path)).length;
}

/** A connection attempt as UiPath would make it, with the fields of these outputs, by the sandbox's first user. */
export function attemptWith(
  { sandbox }: DemoContext,
  { redirectUri }: Environment,
  outputs: Outputs,
): ConnectionAttempt {
  const { uipathConnection: fields, openIdMetadataUrl } = outputs;
  const authority = `${new URL(openIdMetadataUrl).origin}/${fields.tenantId}`;
  return {
    fields,
    authority,
    redirectUri,
    userPrincipalName: integrationUser(sandbox).userPrincipalName,
    fetch: sandbox.fetch,
  };
}

/** What ICI decides about a token by a tenant.json; the integration user is its one registered user. */
export function iciVerdict({ sandbox }: DemoContext, tenantJson: string, token: string): Promise<TokenVerdict> {
  return checkToken({
    tenantJson: JSON.parse(tenantJson) as Record<string, unknown>,
    token,
    registeredUsers: [integrationUser(sandbox).id],
    getJson: async (url) => {
      const answer = await sandbox.fetch(url);
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      return answer.json();
    },
    now: sandbox.clock.now(),
  });
}

/** The verdict in a line: what ICI found in the token, or the step that failed. */
export function verdictFinding({ accepted, steps }: TokenVerdict): Finding {
  const last = steps.at(-1);
  if (!accepted)
    return { ok: false, got: `ICI rejects at ${last?.step}: got ${last?.got}, expected ${last?.expected}` };
  const audience = steps.find(({ step }) => step === "audience");
  return { ok: true, got: `audience ${audience?.got}, user ${last?.got}` };
}

/** Signs in with the fields of some outputs; the token must be accepted by the tenant.json that Icertis has. */
export async function acceptedWith(context: DemoContext, environment: Deployed, outputs: Outputs): Promise<Connected> {
  const connected = await connect(attemptWith(context, environment, outputs));
  const finding = verdictFinding(await iciVerdict(context, environment.first.tenantJson, connected.accessToken));
  if (!finding.ok) throw new Error(finding.got);
  return connected;
}

function integrationUser({ users: [user] }: Sandbox) {
  if (!user) throw new Error("the sandbox was seeded without users");
  return user;
}
