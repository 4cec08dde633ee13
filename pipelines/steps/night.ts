import { join } from "node:path";
import * as v from "valibot";
import type { Context } from "../../entra/context";
import { shownValue } from "../../cli/safeText";
import { levels } from "../../cli/secret/secretStatus";
import { asUserError, UserError } from "../../entra/userError";
import { jsonOf } from "../../model/json";
import { drifted, engineError } from "./engineErrors";
import { report, writeReport } from "./report";
import { defaultHint, icertisAccess, log, notice, pulumi, signedIn } from "./step";
import { confirmed, followUp, openTicket } from "./tickets";
import { publishedSecret, up, writePage } from "./update";

/** What `night` takes. */
export interface NightOptions {
  readonly stack: string;
  /** Folder for the hand-off page. */
  readonly handoff: string;
  /** File for the report of drift. */
  readonly report: string;
  /** The stack whose drift is overwritten: this one, another or none. */
  readonly refresh: string;
}

/** Everything a night does on one stack. The alarm comes whatever became of the rest; the first error is reported. */
export async function night(context: Context, { stack, handoff, report: file, refresh }: NightOptions): Promise<void> {
  const work = async () => {
    await up(context, { stack, handoff, refresh: refresh === stack });
    await verify(context, stack);
    await drift(context, stack, file);
  };
  const [first, second] = await Promise.allSettled([work()]).then(async ([done]) => [
    done,
    ...(await Promise.allSettled([status(context, stack, handoff)])),
  ]);
  const errors = [first, second].flatMap((ended) => (ended?.status === "rejected" ? [asUserError(ended.reason)] : []));
  const [error, also] = errors;
  if (error && also) {
    const hints = [error, also].map(({ hint = defaultHint }) => hint);
    throw new UserError(error.code, `${error.problem}; ${also.problem}`, `first, ${hints.join("; then, ")}`);
  }
  if (error) throw error;
}

/** Asks Entra ID for a token with the secret just deployed and checks it as ICI would. */
export function verify(context: Context, stack: string): Promise<void> {
  return signedIn(context, stack, "write", async (step) => {
    const { code } = await icertisAccess(step, ["verify", "--stack", step.stack, "--app-only"]);
    if (code === 0) return;
    throw new UserError(
      "verification-failed",
      `a token for ${stack} could not be had, or ICI would not accept it`,
      "do what the failed check above says; nobody has to enter anything in UiPath until this is green",
    );
  });
}

/** Compares Entra ID with what was deployed; a difference fails the job and is reported. Changes nothing. */
export function drift(context: Context, stack: string, file: string): Promise<void> {
  return signedIn(context, stack, "write", async (step) => {
    const flags = ["--refresh", "--expect-no-changes", "--diff", "--suppress-outputs"];
    const { code, text } = await pulumi(step, ["preview", ...flags, "--stack", step.stack], { echo: true });
    if (code === 0) return;
    const found = drifted.test(text);
    const path = join(context.folder, file);
    writeReport(path, report(`${found ? "Drift" : "Drift check"} of ${stack}`, text));
    step.platform.summarize?.(context, path);
    const problem = found ? `${stack} is not as it was deployed` : `the drift check of ${stack} could not be made`;
    throw engineError(stack, problem, text);
  });
}

const secretStatus = v.object({
  stacks: v.tuple([
    v.object({
      level: v.picklist(levels),
      message: v.string(),
      secret: v.optional(v.object({ enterInUipathBy: v.optional(v.string()) })),
    }),
  ]),
});

/** The alarm: fails where a secret runs out, where nobody has entered the new one, and where nothing is known. */
export function status(context: Context, stack: string, handoff: string): Promise<void> {
  return signedIn(context, stack, "write", async (step) => {
    const { keyId, previousExpiresOn: until } = await publishedSecret(step);
    const entered = keyId !== undefined && (await confirmed(step, keyId));
    const words = ["secret", "status", "--json", "--stack", step.stack, ...(entered ? ["--entered", keyId] : [])];
    const { out, text } = await icertisAccess(step, words, {});
    const { level, message, secret } = jsonOf(out, secretStatus)?.stacks[0] ?? {
      level: "unknown",
      message: shownValue(text.trim()),
      secret: undefined,
    };
    if (level === "warning") notice(context, level, `${stack}: ${message}`);
    else log(context, `${stack}: ${level}, ${message}`);
    if (level === "critical") {
      throw new UserError(
        "secret-critical",
        `the client secret of ${stack}: ${message}`,
        "run the nightly job for this stack now; then a person enters the new secret in UiPath",
      );
    }
    if (level === "unknown") {
      throw new UserError(
        "secret-unknown",
        `nothing can be said about the client secret of ${stack}: ${message}`,
        "fix what the message above names and run the job again: until then nobody is warned",
      );
    }
    const waiting = keyId !== undefined && until !== undefined && secret?.enterInUipathBy !== undefined;
    if (waiting) {
      // While somebody has to enter the secret, every night keeps a page of its own: none is gone too early.
      await writePage(step, handoff);
      step.platform.setOutput?.(context, "secretChanged", "true");
      await openTicket(step, { keyId, until });
    }
    const seen = until !== undefined && Date.parse(until) > context.now() && !waiting;
    await followUp(step, keyId === undefined ? undefined : { keyId, until }, entered || seen);
  });
}
