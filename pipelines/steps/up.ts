import { handOff } from "./handOff";
import type { Job } from "./job";
import { type PublishedSecret, publishedSecret } from "./publishedSecret";
import { failure, pulumi, signedIn } from "./step";
import { StepFailure } from "./stepFailure";

/** What `up` is given. */
export interface UpOptions {
  readonly stack: string;
  /** Folder for the hand-off page. */
  readonly handoff: string;
  /** Whether to look at Entra ID first, and so to undo what was changed by hand. @default false */
  readonly refresh?: boolean;
}

/**
 * Updates a stack. The CLI previews first and goes on only where that succeeded: the guard of live secrets speaks in
 * the preview, before anything has happened. An update that failed may have published a new secret all the same.
 */
export async function up(job: Job, options: UpOptions): Promise<void> {
  const { stack, refresh = false } = options;
  const args = ["up", "--yes", ...(refresh ? ["--refresh"] : []), "--stack", stack];
  const { before, failed } = await signedIn(job, stack, "write", async (step) => {
    const published = await publishedSecret(step);
    const { code, text } = await pulumi(step, args);
    return { before: published, failed: code === 0 ? undefined : failure(step, args, text, false) };
  });
  const untold = await handOffChange(job, before, options);
  const trouble = failed && untold ? both(failed, untold) : (failed ?? untold);
  if (trouble) throw trouble;
}

function both(failed: StepFailure, untold: StepFailure): StepFailure {
  return new StepFailure(`${failed.message}; ${untold.message}`, `${failed.remedy}; then, ${untold.remedy}`);
}

/** Hands off a changed secret; signs in once more, because an update may outlive the token it began with. */
async function handOffChange(
  job: Job,
  before: PublishedSecret,
  { stack, handoff }: UpOptions,
): Promise<StepFailure | undefined> {
  try {
    await signedIn(job, stack, "write", async (step) => {
      const after = await publishedSecret(step);
      if (after.keyId !== undefined && after.keyId !== before.keyId) await handOff(step, handoff, after);
    });
    return undefined;
  } catch (error) {
    return new StepFailure(
      `after the update of ${stack} the hand-off failed: ${(error as Error).message}`,
      `in case the secret changed, mend what that names and run \`npm run -s pipeline -- hand-off --stack ${stack}\`: a second \`up\` would find nothing new to hand off`,
    );
  }
}
