import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { icertisAccess } from "./icertisAccess";
import { shortName } from "./job";
import type { PublishedSecret } from "./publishedSecret";
import type { Step } from "./step";
import { StepFailure } from "./stepFailure";

/**
 * After a rotation: writes the masked hand-off page for the run's artifacts and says, where it cannot be overlooked,
 * that a person has to type the new secret into UiPath, and until when.
 */
export async function handOff(step: Step, folder: string, secret: PublishedSecret): Promise<void> {
  const { job, platform, stack } = step;
  const directory = join(job.folder, folder);
  mkdirSync(directory, { recursive: true });
  const page = join(directory, `${shortName(stack)}.html`);
  const { code } = await icertisAccess(step, ["handoff", "--stack", stack, "--format", "html", "--out", page]);
  if (code !== 0) {
    throw new StepFailure(
      `the secret of ${stack} changed, but its hand-off page could not be written`,
      `enter the new secret in UiPath; write the page with \`icertis-access handoff --stack ${stack} --format html\``,
    );
  }
  job.log(platform.notice("warning", noticeOf(stack, secret)));
  platform.setOutput(job, "secretChanged", "true");
}

function noticeOf(stack: string, { expiresOn, previousExpiresOn }: PublishedSecret): string {
  const again = `and again before ${expiresOn ?? "it expires"}, at the next rotation`;
  return previousExpiresOn === undefined
    ? `the client secret of ${stack} changed and no older one works: a person has to enter it in UiPath now, ${again}`
    : `the client secret of ${stack} changed: a person has to enter the new one in UiPath before ${previousExpiresOn}, when the old one stops working`;
}
