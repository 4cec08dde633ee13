import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { icertisAccess } from "./icertisAccess";
import { shortName } from "./job";
import type { PublishedSecret } from "./publishedSecret";
import type { Step } from "./step";
import { StepFailure } from "./stepFailure";

/** Why a secret is handed off: it is known to be a new one, or UiPath may have it already. */
type Occasion = "changed" | "as it is";

/**
 * Writes the masked hand-off page for the run's artifacts and says, where it cannot be overlooked,
 * that a person has to type the new secret into UiPath, and until when.
 */
export async function handOff(
  step: Step,
  folder: string,
  secret: PublishedSecret,
  occasion: Occasion = "changed",
): Promise<void> {
  const { job, platform, stack } = step;
  const directory = join(job.folder, folder);
  mkdirSync(directory, { recursive: true });
  const page = join(directory, `${shortName(stack)}.html`);
  const { code } = await icertisAccess(step, ["handoff", "--stack", stack, "--format", "html", "--out", page]);
  if (code !== 0) {
    throw new StepFailure(
      `the hand-off page of ${stack} could not be written`,
      `do what the message above says, then \`npm run -s pipeline -- hand-off --stack ${stack}\`: the new secret has to be entered in UiPath`,
    );
  }
  job.log(platform.notice("warning", noticeOf(stack, secret, occasion)));
  platform.setOutput(job, "secretChanged", "true");
}

function noticeOf(stack: string, { keyId, expiresOn, previousExpiresOn }: PublishedSecret, occasion: Occasion): string {
  const [what, unless] =
    occasion === "changed" ? ["changed", ""] : [`has the key id ${keyId}`, "unless UiPath has it already, "];
  return previousExpiresOn === undefined
    ? `the client secret of ${stack} ${what} and no older one works: ${unless}a person has to enter it in UiPath now, and again before ${expiresOn ?? "it expires"}, at the next rotation`
    : `the client secret of ${stack} ${what}: ${unless}a person has to enter the new one in UiPath before ${previousExpiresOn}, when the old one stops working`;
}
