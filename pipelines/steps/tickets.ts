import { dayMs } from "../../model/instant";
import { UserError } from "../../entra/userError";
import { reference, type SecretToEnter } from "../platforms/ticket";
import { log, shortName, type Step } from "./step";

/** So many days before the old secret ends the job fails, until somebody has entered the new one. */
const alarmDays = 14;

/** Asks for a secret to be entered, once: somebody who closed the ticket has done it. */
export async function openTicket(step: Step, secret: SecretToEnter): Promise<void> {
  const { context, platform, stack } = step;
  const tickets = platform.tickets?.(context);
  if (!tickets) return;
  const label = labelOf(stack);
  if ((await tickets.list(label)).some(({ keyId }) => keyId === secret.keyId)) return;
  const { until } = secret;
  const by = until === undefined ? "now" : `by ${until.slice(0, 10)}`;
  const run = platform.runUrl?.(context) ?? "";
  const address = await tickets.open({
    title: `Enter the new client secret of ${shortName(stack)} in UiPath ${by}`,
    body: [
      `The client secret of the stack ${shortName(stack)} has changed.`,
      until === undefined
        ? "No other secret works: UiPath cannot sign in until somebody enters it."
        : `The old secret stops working at ${until}. Then UiPath cannot sign in unless somebody has entered the new one.`,
      "",
      `1. Open the hand-off page ${shortName(stack)}.html: an artifact of ${run}, and of every nightly run until this ticket is closed. The calendar file ${shortName(stack)}.ics lies beside it.`,
      `2. A person who can decrypt the stack reads the secret with: npx icertis-access handoff --stack ${shortName(stack)} --reveal`,
      "3. Enter it in UiPath: Orchestrator, the folder's Connections, Edit.",
      "4. Close this ticket. From two weeks before the date the nightly job fails until it is closed.",
      "",
      reference(secret),
    ].join("\n"),
    label,
    due: until,
  });
  log(context, `a ticket asks for it: ${address}`);
}

/**
 * Closes the tickets that are done with, and fails where the one for the current secret is still open near its end.
 *
 * @param entered - whether UiPath is known to have the current secret
 */
export async function followUp(step: Step, current: SecretToEnter | undefined, entered: boolean): Promise<void> {
  const { context, platform, stack } = step;
  const tickets = platform.tickets?.(context);
  if (!tickets) return;
  for (const { id, keyId, until } of (await tickets.list(labelOf(stack))).filter(({ open }) => open)) {
    if (keyId !== current?.keyId) await tickets.close(id, "A newer secret has taken its place.");
    else if (entered) await tickets.close(id, "UiPath has the new secret.");
    else if (until !== undefined && Date.parse(until) - context.now() <= alarmDays * dayMs) {
      throw new UserError(
        "secret-not-entered",
        `nobody has confirmed that UiPath has the new client secret of ${stack}: the old one stops working at ${until}`,
        `enter it in UiPath and close ticket ${id}; until then this job fails`,
      );
    }
  }
}

/** Whether a person closed the ticket for this secret. */
export async function confirmed({ context, platform, stack }: Step, keyId: string): Promise<boolean> {
  const all = (await platform.tickets?.(context)?.list(labelOf(stack))) ?? [];
  return all.some((ticket) => ticket.keyId === keyId && !ticket.open);
}

function labelOf(stack: string): string {
  return `icertis-${shortName(stack)}`;
}
