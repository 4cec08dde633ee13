import { join } from "node:path";
import * as v from "valibot";
import type { Context } from "../../entra/context";
import { asUserError, UserError } from "../../entra/userError";
import { parseInstant } from "../../model/instant";
import { engineError, noSuchStack } from "./engineErrors";
import { icertisAccess, notice, policies, printed, pulumi, shortName, signedIn, type Step } from "./step";
import { makeFolder } from "./report";
import { openTicket } from "./tickets";

/** What `hand-off` takes. */
export interface HandOffOptions {
  readonly stack: string;
  /** Folder for the hand-off page. */
  readonly handoff: string;
}

/** What `up` takes. */
export interface UpOptions extends HandOffOptions {
  /** Whether to look at Entra ID first, and so to undo what was changed by hand. @default false */
  readonly refresh?: boolean;
}

/** What a stack says of the secret it publishes; nothing of it is secret. */
interface PublishedSecret {
  readonly keyId: string | undefined;
  readonly expiresOn: string | undefined;
  /** Until when the one before still works, while there is one. */
  readonly previousExpiresOn: string | undefined;
}

/**
 * Updates a stack. The CLI previews first and goes on only where that succeeded: the guard of live secrets fails the
 * preview, before anything has happened. An update that failed may have published a new secret all the same.
 */
export async function up(context: Context, options: UpOptions): Promise<void> {
  const { stack, refresh = false } = options;
  const { before, failed } = await signedIn(context, stack, "write", async (step) => {
    const published = await publishedSecret(step);
    const flags = [...(refresh ? ["--refresh"] : []), ...policies(context)];
    const { code, text } = await pulumi(step, ["up", "--yes", ...flags, "--stack", step.stack], { echo: true });
    return {
      before: published,
      failed: code === 0 ? undefined : engineError(stack, `the update of ${stack} failed`, text),
    };
  });
  const unreported = await handOffChange(context, before, options);
  if (failed && unreported) {
    throw new UserError(
      failed.code,
      `${failed.problem}; ${unreported.problem}`,
      `${failed.hint}; then, ${unreported.hint}`,
    );
  }
  const error = failed ?? unreported;
  if (error) throw error;
}

/** Hands off a changed secret; signs in once more, because an update may outlive the token it began with. */
async function handOffChange(
  context: Context,
  before: PublishedSecret,
  { stack, handoff }: UpOptions,
): Promise<UserError | undefined> {
  try {
    await signedIn(context, stack, "write", async (step) => {
      const after = await publishedSecret(step);
      if (after.keyId === undefined || after.keyId === before.keyId) return;
      await writePage(step, handoff);
      const now = new Date(context.now()).toISOString();
      // Where a secret was published before and no older one lives, UiPath has just been cut off.
      const until = after.previousExpiresOn ?? (before.keyId === undefined ? undefined : now);
      notice(context, "warning", noticeOf(stack, after));
      step.platform.setOutput?.(context, "secretChanged", "true");
      await openTicket(step, { keyId: after.keyId, until });
    });
    return undefined;
  } catch (error) {
    return new UserError(
      "hand-off-failed",
      `after the update of ${stack} the hand-off failed: ${asUserError(error).message}`,
      `in case the secret changed, fix what that names and run \`npm run -s pipeline -- hand-off --stack ${stack}\`: a second \`up\` would find nothing new to hand off`,
    );
  }
}

/** Hands off the secret a stack publishes, whoever updated it and whenever: nothing but its outputs is looked at. */
export function handOffPublished(context: Context, { stack, handoff }: HandOffOptions): Promise<void> {
  return signedIn(context, stack, "write", async (step) => {
    const { keyId, previousExpiresOn } = await publishedSecret(step);
    if (keyId === undefined) {
      throw new UserError(
        "secret-missing",
        `${stack} publishes no client secret`,
        `release a commit to ${stack} with the deployment pipeline, unless it is a stack with \`authentication: apiKey\``,
      );
    }
    await writePage(step, handoff);
    notice(context, "warning", `the page shows the secret ${keyId}: enter it unless UiPath has it`);
    step.platform.setOutput?.(context, "secretChanged", "true");
    await openTicket(step, { keyId, until: previousExpiresOn });
  });
}

const instant = v.pipe(
  v.string(),
  v.check((text) => parseInstant(text) !== undefined),
);
/** A YAML program writes null for an output that there is not. */
const secretOutputs = v.partial(
  v.object({
    clientSecretKeyId: v.nullable(v.string()),
    clientSecretExpiresOn: v.nullable(instant),
    previousClientSecretExpiresOn: v.nullable(instant),
  }),
);

/** Reads the outputs without their secrets; a stack that does not exist yet has published nothing. */
export async function publishedSecret(step: Step): Promise<PublishedSecret> {
  const { code, out, text } = await pulumi(step, ["stack", "output", "--json", "--stack", step.stack]);
  if (code !== 0 && !noSuchStack.test(text)) {
    throw engineError(step.stack, `the outputs of ${step.stack} cannot be read:\n${text.trim()}`, text);
  }
  const outputs = code === 0 ? printed(out, secretOutputs, "pulumi stack output") : {};
  return {
    keyId: outputs.clientSecretKeyId ?? undefined,
    expiresOn: outputs.clientSecretExpiresOn ?? undefined,
    previousExpiresOn: outputs.previousClientSecretExpiresOn ?? undefined,
  };
}

/** Writes the masked hand-off page, and the calendar file beside it. */
export async function writePage(step: Step, folder: string): Promise<void> {
  const directory = join(step.context.folder, folder);
  makeFolder(directory);
  const name = shortName(step.stack);
  for (const file of [`${name}.html`, `${name}.ics`]) {
    const { code } = await icertisAccess(step, ["handoff", "--stack", step.stack, "--out", join(directory, file)]);
    if (code === 0) continue;
    throw new UserError(
      "hand-off-failed",
      `${file} of the hand-off could not be written`,
      `do what the message above says, then \`npm run -s pipeline -- hand-off --stack ${name}\`: the new secret has to be entered in UiPath`,
    );
  }
}

function noticeOf(stack: string, { expiresOn, previousExpiresOn }: PublishedSecret): string {
  return previousExpiresOn === undefined
    ? `the client secret of ${stack} changed and no older one works: a person has to enter it in UiPath now, and again before ${expiresOn ?? "it expires"}, at the next rotation`
    : `the client secret of ${stack} changed: a person has to enter the new one in UiPath before ${previousExpiresOn}, when the old one stops working`;
}
