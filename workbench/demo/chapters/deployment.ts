import { attributionTags } from "../../../model/tags";
import { formatInstant } from "../../../model/instant";
import { programName } from "../../../model/outputs";
import type { Finding } from "../checks";
import type { Outputs } from "../deployedStack";
import { isDeployed, type Environment } from "../environment";
import { graphWrites, upAgain, type Stage } from "../stage";

/** Deploys every environment, looks at what is in Entra ID, deploys again, and tries what must be refused. */
export async function deployment(stage: Stage): Promise<void> {
  const { environments, checks, progress } = stage;
  const names = environments.map(({ name }) => name).join(" and ");
  await progress.step(`${names}: first up`, () =>
    Promise.all(
      environments.map((environment) =>
        checks.look("deployed", environment.name, async () =>
          registered(stage, environment, await upAgain(environment)),
        ),
      ),
    ),
  );
  const deployed = environments.filter(isDeployed);
  await progress.step(`${names}: second up on the same day`, async () => {
    const before = graphWrites(stage);
    const runs = await Promise.allSettled(deployed.map((environment) => upAgain(environment)));
    const writes = graphWrites(stage) - before;
    for (const [index, { name }] of deployed.entries()) {
      await checks.look("repeated", name, () => {
        const run = runs[index];
        if (run?.status === "rejected") throw run.reason as Error;
        return { ok: writes === 0, got: `${writes} writes` };
      });
    }
  });
  await progress.step(`${names}: a preview that would delete the live secret`, () => tryRevocation(stage));
}

/** What Entra ID holds of an environment, by the tag of its stack. */
function registered({ sandbox }: Stage, { name }: Environment, outputs: Outputs): Finding {
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
async function tryRevocation(stage: Stage): Promise<void> {
  const { environments, checks, sandbox } = stage;
  const deployed = environments.filter(isDeployed);
  const firstIssued = formatInstant(sandbox.clock.now().getTime());
  const before = graphWrites(stage);
  const refusals = await Promise.all(
    deployed.map(({ stack, settings, rotation }) => {
      stack.configure({ ...settings, rotation: { ...rotation, firstIssued } });
      return stack.preview().then(
        () => undefined,
        (error: unknown) => error as Error,
      );
    }),
  );
  const writes = graphWrites(stage) - before;
  for (const [index, { name, stack, settings }] of deployed.entries()) {
    stack.configure(settings);
    await checks.look("guarded", name, () => {
      const refusal = /\S+ \(key id \S+\) is valid until (\S+) and is not deleted/.exec(String(refusals[index]));
      if (!refusal && refusals[index] !== undefined) throw refusals[index];
      const got = refusal ? `refused: the live secret is valid until ${refusal[1]}` : "not refused";
      return { ok: refusal !== null && writes === 0, got: `${got}; ${writes} writes` };
    });
  }
}
