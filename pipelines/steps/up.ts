import { handOff } from "./handOff";
import type { Job } from "./job";
import { publishedSecret } from "./publishedSecret";
import { pulumiOrFail, signedIn } from "./step";

/** What `up` is given. */
export interface UpOptions {
  readonly stack: string;
  /** Folder for the hand-off page. */
  readonly handoff: string;
}

/**
 * Updates a stack. The CLI previews first and goes on only where that succeeded: the guard of live secrets speaks in
 * the preview, before anything has happened.
 */
export function up(job: Job, { stack, handoff }: UpOptions): Promise<void> {
  return signedIn(job, stack, "write", async (step) => {
    const before = await publishedSecret(step);
    await pulumiOrFail(step, ["up", "--yes", "--stack", stack]);
    const after = await publishedSecret(step);
    if (after.keyId !== undefined && after.keyId !== before.keyId) await handOff(step, handoff, after);
  });
}
