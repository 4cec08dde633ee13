import { dayMs, formatInstant, parseInstant } from "../../../model/instant";
import type { Finding } from "../checks";
import type { Outputs } from "../engines";
import { acceptedWith, attemptWith, isDeployed, upAgain, type Deployed, type DemoContext } from "../context";
import { connect } from "../uipathConnection";

/** One rotation that took place. */
export interface RotationTaken {
  readonly environment: string;
  /** The instant of the run. */
  readonly at: string;
  /** The instant the secret before ends. */
  readonly previousEnds: string;
}

/** The end of a secret, to be looked at when its time comes. */
interface Ending {
  readonly environment: Deployed;
  readonly old: Outputs;
  readonly at: number;
}

/** Lets two years pass: rotates whatever is issued, and tries old and new secrets at the old ones' ends. */
export async function twoYears(context: DemoContext): Promise<RotationTaken[]> {
  const { environments, sandbox, progress } = context;
  const until = sandbox.clock.now().getTime() + 730 * dayMs;
  const taken: RotationTaken[] = [];
  const endings: Ending[] = [];
  for (;;) {
    const deployed = environments.filter(isDeployed);
    const run = nextRun(deployed.map(dueOf));
    const ending = endings.toSorted((a, b) => a.at - b.at)[0];
    const next = Math.min(run?.at ?? Infinity, ending?.at ?? Infinity);
    if (next > until) break;
    if (ending && ending.at === next) {
      endings.splice(endings.indexOf(ending), 1);
      await progress.step(`${ending.environment.name}: the old secret ends`, () => lookAtEnd(context, ending));
    } else if (run) {
      const rotations = await rotate(context, run, deployed);
      taken.push(...rotations.map(({ rotation }) => rotation));
      endings.push(...rotations.map((rotation) => rotation.ending));
    }
  }
  sandbox.clock.freeze(new Date(until));
  await progress.step("two years later", () => compare(context));
  return taken;
}

function dueOf({ name, latest }: Deployed) {
  const dueOn = instant(latest.nextRotationOn);
  return { name, dueOn, overlapMs: instant(latest.clientSecretExpiresOn) - dueOn };
}

/** Runs `up` where a secret is due; an environment whose run fails is left out from then on. */
async function rotate(context: DemoContext, { at, names }: PipelineRun, deployed: readonly Deployed[]) {
  const { sandbox, checks, progress } = context;
  sandbox.clock.freeze(new Date(at));
  const due = deployed.filter(({ name }) => names.includes(name));
  return progress.step(`${names.join(" and ")}: a new secret is due`, async () => {
    const rotations = await Promise.all(
      due.map(async (environment) => {
        const { name, latest: old } = environment;
        const ok = await checks.look("rotated", name, async () => published(old, await upAgain(environment)));
        await checks.look("bounded", name, () => secretsHeld(context, environment));
        if (!ok) {
          delete (environment as Partial<Deployed>).latest;
          return [];
        }
        await checks.look("overlapped", name, () => bothWork(context, environment, old));
        const rotation = { environment: name, at: formatInstant(at), previousEnds: old.clientSecretExpiresOn };
        return [{ rotation, ending: { environment, old, at: instant(old.clientSecretExpiresOn) } }];
      }),
    );
    return rotations.flat();
  });
}

function published(old: Outputs, latest: Outputs): Finding {
  const isNew = latest.clientSecretKeyId !== old.clientSecretKeyId && latest.clientSecret !== old.clientSecret;
  const keepsOld = latest.previousClientSecretExpiresOn === old.clientSecretExpiresOn;
  const got = `${isNew ? "a new secret" : "the same secret"}, valid until ${latest.clientSecretExpiresOn}, the one before until ${latest.previousClientSecretExpiresOn ?? "now"}`;
  return { ok: isNew && keepsOld, got };
}

function secretsHeld({ sandbox }: DemoContext, { latest }: Deployed): Finding {
  const application = sandbox.snapshot().applications.find(({ appId }) => appId === latest.clientId);
  const held = (application?.passwordCredentials ?? []).map(({ endDateTime }) => endDateTime).sort();
  const declared = [latest.previousClientSecretExpiresOn ?? [], latest.clientSecretExpiresOn].flat().sort();
  const got = `held until ${held.join(", ")}; declared until ${declared.join(", ")}`;
  return { ok: held.join() === declared.join(), got };
}

async function bothWork(context: DemoContext, environment: Deployed, old: Outputs): Promise<Finding> {
  await acceptedWith(context, environment, old);
  await acceptedWith(context, environment, environment.latest);
  return { ok: true, got: `both accepted, last at ${formatInstant(context.sandbox.clock.now().getTime())}` };
}

async function lookAtEnd(context: DemoContext, { environment, old, at }: Ending): Promise<void> {
  const { sandbox, checks } = context;
  const { name } = environment;
  sandbox.clock.freeze(new Date(at - 1000));
  await checks.look("overlapped", name, () => bothWork(context, environment, old));
  sandbox.clock.freeze(new Date(at));
  await checks.look("stopped", name, async () => {
    const answer = await connect(attemptWith(context, environment, old)).then(
      () => "still accepted",
      (error: unknown) => /AADSTS\d+/.exec(String(error))?.[0] ?? String(error),
    );
    await acceptedWith(context, environment, environment.latest);
    return { ok: answer === "AADSTS7000222", got: `${answer} at ${formatInstant(at)}; the new one is accepted` };
  });
}

async function compare({ environments, checks }: DemoContext): Promise<void> {
  for (const { name, first, latest } of environments.filter(isDeployed)) {
    await checks.look("stable", name, () => {
      const members = ["clientId", "objectId", "servicePrincipalObjectId", "tenantJson", "icertisHandoff"] as const;
      const changed: string[] = members.filter((key) => JSON.stringify(first[key]) !== JSON.stringify(latest[key]));
      if (first.uipathConnection.scope !== latest.uipathConnection.scope) changed.push("scope");
      return {
        ok: changed.length === 0,
        got: changed.length === 0 ? "all the same" : `changed: ${changed.join(", ")}`,
      };
    });
  }
}

/** Instants in outputs are always well formed. */
function instant(text: string): number {
  return parseInstant(text) ?? NaN;
}

/** When the next secret of an environment is issued, and how long the one before stays valid beside it. */
interface Due {
  readonly name: string;
  readonly dueOn: number;
  readonly overlapMs: number;
}

/** One day on which the pipeline runs. */
interface PipelineRun {
  readonly at: number;
  /** The environments with a secret due. */
  readonly names: readonly string[];
}

/**
 * The next day on which anything is due. An environment may wait for another as long as half its overlap is left, as
 * it would where the pipeline runs for all of them at once: a late rotation is no interruption.
 */
function nextRun(dues: readonly Due[]): PipelineRun | undefined {
  const [earliest, ...others] = dues.toSorted((a, b) => a.dueOn - b.dueOn);
  if (!earliest) return undefined;
  let at = earliest.dueOn;
  let latest = at + earliest.overlapMs / 2;
  for (const other of others) {
    if (other.dueOn > latest) break;
    at = other.dueOn;
    latest = Math.min(latest, other.dueOn + other.overlapMs / 2);
  }
  return { at, names: dues.filter(({ dueOn }) => dueOn <= at).map(({ name }) => name) };
}
