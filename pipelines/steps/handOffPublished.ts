import { handOff } from "./handOff";
import type { Job } from "./job";
import { publishedSecret } from "./publishedSecret";
import { signedIn } from "./step";
import { StepFailure } from "./stepFailure";

/** What `hand-off` is given. */
export interface HandOffOptions {
  readonly stack: string;
  /** Folder for the hand-off page. */
  readonly handoff: string;
}

/** Hands off the secret a stack publishes, whoever updated it and whenever: nothing but its outputs is looked at. */
export function handOffPublished(job: Job, { stack, handoff }: HandOffOptions): Promise<void> {
  return signedIn(job, stack, "write", async (step) => {
    const secret = await publishedSecret(step);
    if (secret.keyId !== undefined) return handOff(step, handoff, secret, "as it is");
    throw new StepFailure(
      `${stack} publishes no client secret`,
      `release a commit to ${stack} with the deployment pipeline, unless it is a stack with \`authentication: apiKey\``,
    );
  });
}
