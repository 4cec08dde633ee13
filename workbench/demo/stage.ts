import { checkToken, type TokenVerdict } from "../../cli/ici/tokenCheck";
import type { Sandbox } from "../../packages/entra-sandbox";
import type { CheckBook, Finding } from "./checks";
import type { DemoEngine, Outputs } from "./deployedStack";
import type { Deployed, Environment } from "./environment";
import type { Progress } from "./progress";
import { connect, type ConnectionAttempt, type Connected } from "./uipathConnection";

/** What the chapters of the demo work with. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly engine: DemoEngine;
  readonly environments: readonly Environment[];
  readonly checks: CheckBook;
  readonly progress: Progress;
}

/** Runs `up` and keeps the outputs. */
export async function upAgain(environment: Environment): Promise<Outputs> {
  environment.latest = await environment.stack.up();
  environment.first ??= environment.latest;
  return environment.latest;
}

/** Requests so far that wrote to Graph. */
export function graphWrites({ sandbox }: Stage): number {
  const { exchanges } = sandbox.requestLog;
  return exchanges.filter(({ method, path }) => method !== "GET" && /^\/(?:v1\.0|beta)\//.test(path)).length;
}

/** A connection attempt as UiPath would make it, with the fields of these outputs, by the sandbox's first user. */
export function attemptWith({ sandbox }: Stage, { redirectUri }: Environment, outputs: Outputs): ConnectionAttempt {
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
export function iciVerdict({ sandbox }: Stage, tenantJson: string, token: string): Promise<TokenVerdict> {
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
    return { ok: false, got: `ICI refuses at ${last?.step}: got ${last?.got}, expected ${last?.expected}` };
  const audience = steps.find(({ step }) => step === "audience");
  return { ok: true, got: `audience ${audience?.got}, user ${last?.got}` };
}

/** Signs in with the fields of some outputs; the token must be accepted by the tenant.json that Icertis has. */
export async function acceptedWith(stage: Stage, environment: Deployed, outputs: Outputs): Promise<Connected> {
  const connected = await connect(attemptWith(stage, environment, outputs));
  const finding = verdictFinding(await iciVerdict(stage, environment.first.tenantJson, connected.accessToken));
  if (!finding.ok) throw new Error(finding.got);
  return connected;
}

function integrationUser({ users: [user] }: Sandbox) {
  if (!user) throw new Error("the sandbox was seeded without users");
  return user;
}
