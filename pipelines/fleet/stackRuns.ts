import { join } from "node:path";
import { backendFor } from "../federation/signIn";
import { handOff } from "../steps/handOff";
import { type Environment, type Job, shortName } from "../steps/job";
import { type PublishedSecret, publishedSecret } from "../steps/publishedSecret";
import { signedIn, type Step } from "../steps/step";
import type { EngineOutcome, EngineRun, Verb } from "./engineRun";
import type { FleetStack } from "./stacksFile";

/** What one run of one stack came to. */
export interface StackOutcome extends EngineOutcome {
  /** Where its secret changed: the page for the person who enters it in UiPath, and until when the old one works. */
  readonly handedOff?: { readonly page: string; readonly before: string | undefined };
}

/** Runs one stack of the list, once. */
export type StackRun = (verb: Verb, stack: FleetStack) => Promise<StackOutcome>;

/**
 * Runs stacks as a job of their own each would. Every run signs in anew, as the identity its line names: the platform's
 * token is good for minutes, and one job may be each of the identities in turn.
 *
 * @param handoff - folder for the hand-off pages
 */
export function stackRuns(job: Job, engine: EngineRun, handoff: string): StackRun {
  // A second run of a stack still compares with what was published before the first.
  const published = new Map<string, PublishedSecret>();
  return async (verb, line) => {
    const { name } = line;
    const outcome = await asStack(job, line, async (step) => {
      if (verb === "up" && !published.has(name)) published.set(name, await publishedSecret(step));
      return engine(verb, name, step.session.environment);
    });
    const after = verb === "up" ? outcome.published : undefined;
    if (after?.keyId === undefined || after.keyId === published.get(name)?.keyId) return outcome;
    // Once more, because an update may outlive the token it began with.
    await asStack(job, line, (step) => handOff(step, handoff, after));
    return {
      ...outcome,
      handedOff: { page: join(handoff, `${shortName(name)}.html`), before: after.previousExpiresOn },
    };
  };
}

/** Signs in as the identity of a line, for its state and its key as for Graph. */
function asStack<T>(job: Job, line: FleetStack, work: (step: Step) => Promise<T>): Promise<T> {
  const own = ownEnvironment(line);
  const asOwn = { ...job, environment: { ...job.environment, ...own } };
  return signedIn(asOwn, line.name, "write", (step) => {
    const session = { ...step.session, environment: { ...step.session.environment, ...own } };
    return work({ ...step, session });
  });
}

function ownEnvironment({ name, tenantId, clientId, backendUrl }: FleetStack): Environment {
  return {
    ...(tenantId && { AZURE_TENANT_ID: tenantId, ARM_TENANT_ID: tenantId }),
    ...(clientId && { AZURE_CLIENT_ID: clientId, ARM_CLIENT_ID: clientId }),
    ...(backendUrl && backendFor(name, { PULUMI_BACKEND_URL: backendUrl })),
  };
}
