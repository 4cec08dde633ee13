import { decodeJwt } from "jose";
import type { Finding } from "../checks";
import { attemptWith, iciVerdict, isDeployed, verdictFinding, type Deployed, type DemoContext } from "../context";
import { appOnlyToken, connect, type Connected } from "../uipathConnection";
import { bareRefresh } from "./bareRefresh";

/** Connects as UiPath would, shows the token to ICI, refreshes it, and looks at an app-only token. */
export async function connection(context: DemoContext): Promise<void> {
  const { environments, checks, progress, sandbox } = context;
  const deployed = environments.filter(isDeployed);
  const connected = new Map<string, Connected>();
  await progress.step("UiPath connects: a person signs in, MSAL redeems the code, ICI checks the token", () =>
    each(deployed, async (environment) => {
      const { name, latest } = environment;
      await checks.look("signedIn", name, async () => {
        const attempt = attemptWith(context, environment, latest);
        connected.set(name, await connect(attempt));
        return { ok: true, got: `${attempt.userPrincipalName} signed in` };
      });
      const token = connected.get(name)?.accessToken;
      if (token === undefined) return;
      await checks.look("accepted", name, async () =>
        verdictFinding(await iciVerdict(context, latest.tenantJson, token)),
      );
    }),
  );
  // Past the token's hour and the five minutes ICI allows clocks to differ.
  sandbox.clock.freeze(new Date(sandbox.clock.now().getTime() + 66 * 60_000));
  await progress.step("an hour later: the connection is refreshed", () =>
    each(deployed, async (environment) => {
      const session = connected.get(environment.name);
      if (session) await checks.look("refreshed", environment.name, () => refreshed(context, environment, session));
    }),
  );
  await progress.step("a connector whose refresh names no scope: denied, then both ways out", () =>
    each(deployed, async (environment) => {
      await checks.look("refreshedBare", environment.name, () => bareRefresh(context, environment));
    }),
  );
  await progress.step("an application without a user (client credentials)", () =>
    each(deployed, async (environment) => {
      await checks.look("appOnly", environment.name, () => appOnly(context, environment));
    }),
  );
}

/** Refreshes as MSAL does, by the published Scope field, once the first token is too old. */
async function refreshed(context: DemoContext, { first }: Deployed, session: Connected): Promise<Finding> {
  const stale = await iciVerdict(context, first.tenantJson, session.accessToken);
  if (stale.accepted) return { ok: false, got: "ICI still accepts the first token" };
  if (stale.steps.at(-1)?.step !== "lifetime") return verdictFinding(stale);
  return verdictFinding(await iciVerdict(context, first.tenantJson, await session.refresh()));
}

/** Its audience is the bare client id, and its `oid` the service principal's. */
async function appOnly(context: DemoContext, environment: Deployed): Promise<Finding> {
  const { first } = environment;
  const token = await appOnlyToken(attemptWith(context, environment, first));
  const { aud, oid } = decodeJwt(token);
  const last = (await iciVerdict(context, first.tenantJson, token)).steps.at(-1);
  const isOther = aud === first.clientId && oid === first.servicePrincipalObjectId;
  const got = `audience ${String(aud)}, oid ${String(oid)}; ICI rejects at ${last?.ok ? "nothing" : last?.step}`;
  return { ok: isOther && last?.ok === false && last.step === "audience", got };
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  await Promise.all(items.map(work));
}
