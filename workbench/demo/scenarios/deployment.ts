import { attributionTags } from "../../../model/tags";
import { formatInstant } from "../../../model/instant";
import { programName } from "../../../model/program";
import type { Finding } from "../checks";
import type { Outputs } from "../engines";
import { graphWrites, isDeployed, upAgain, type DemoContext, type Environment } from "../context";

/** Deploys every environment, looks at what is in Entra ID, deploys again, and tries what must be refused. */
export async function deployment(context: DemoContext): Promise<void> {
  const { environments, checks, progress } = context;
  const names = environments.map(({ name }) => name).join(" and ");
  await progress.step(`${names}: first up`, () =>
    Promise.all(
      environments.map((environment) =>
        checks.look("deployed", environment.name, async () =>
          registered(context, environment, await upAgain(environment)),
        ),
      ),
    ),
  );
  const deployed = environments.filter(isDeployed);
  await progress.step(`${names}: second up on the same day`, async () => {
    const before = graphWrites(context);
    const runs = await Promise.allSettled(deployed.map((environment) => upAgain(environment)));
    const writes = graphWrites(context) - before;
    for (const [index, { name }] of deployed.entries()) {
      await checks.look("repeated", name, () => {
        const run = runs[index];
        if (run?.status === "rejected") throw run.reason as Error;
        return { ok: writes === 0, got: `${writes} writes` };
      });
    }
  });
  await progress.step(`${names}: a preview that would delete the live secret`, () => tryRevocation(context));
}

/** What Entra ID holds of an environment, by the tag of its stack. */
function registered({ sandbox }: DemoContext, { name }: Environment, outputs: Outputs): Finding {
  const { applications, servicePrincipals } = sandbox.snapshot();
  const tags = attributionTags("organization", programName, name);
  const own = applications.filter((application) => tags.every((tag) => application.tags.includes(tag)));
  const principals = servicePrincipals.filter(({ appId }) => own.some((application) => application.appId === appId));
  const secrets = own.flatMap(({ passwordCredentials }) => passwordCredentials);
  const registrations = outputs.apiClientId === undefined ? 1 : 2;
  const declared = outputs.previousClientSecretExpiresOn === undefined ? 1 : 2;
  return {
    ok:
      own.length === registrations &&
      principals.length === registrations &&
      secrets.length === declared &&
      own.some(({ appId }) => appId === outputs.clientId),
    got: `${own.length} application, ${principals.length} service principal, ${secrets.length} client secret`,
  };
}

/** A rotation ahead of time that names nothing to keep would take the secret away from UiPath. */
async function tryRevocation(context: DemoContext): Promise<void> {
  const { environments, checks, sandbox } = context;
  const deployed = environments.filter(isDeployed);
  const firstIssued = formatInstant(sandbox.clock.now().getTime());
  const before = graphWrites(context);
  const messages = await Promise.all(
    deployed.map(({ stack, rotation }) => {
      stack.configure({ rotation: { ...rotation, firstIssued } });
      return stack.preview().then(
        () => undefined,
        (error: unknown) => error as Error,
      );
    }),
  );
  const writes = graphWrites(context) - before;
  for (const [index, { name, stack }] of deployed.entries()) {
    stack.configure({});
    await checks.look("guarded", name, () => {
      const denied = /\S+ \(key id \S+\) is valid until (\S+) and is not deleted/.exec(String(messages[index]));
      if (!denied && messages[index] !== undefined) throw messages[index];
      const got = denied ? `denied: the live secret is valid until ${denied[1]}` : "not denied";
      return { ok: denied !== null && writes === 0, got: `${got}; ${writes} writes` };
    });
  }
}
