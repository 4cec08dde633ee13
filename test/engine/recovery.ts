import type { EngineStack } from "../../workbench/engine/engineStack";
import type { TroubledStack } from "./troubledStack";
import { complaints, listed } from "./outcome";

/** How a stack came right again. */
export interface Recovery {
  /** What the next `up` did: resources by change, or what it complained of. */
  readonly next: string;
  /** What the doctor listed then. */
  readonly listed: readonly string[];
}

/**
 * Runs `up` again, and follows what it says where it is refused. Then the doctor lists what is left, removes what it
 * may, and nothing may be left that is not declared.
 */
export async function recovered(trouble: TroubledStack): Promise<Recovery> {
  const { dev } = trouble;
  const next = await dev.stack.up().then(
    ({ summary }) => `done: ${changes(summary.resourceChanges)}`,
    (error: unknown) => mended(dev, error),
  );
  const findings = await trouble.doctor();
  if (findings.some(({ mend }) => mend.includes("--clear-pending-creates"))) {
    await dev.stack.refresh({ clearPendingCreates: true });
  }
  if (findings.some(({ fixable }) => fixable)) await trouble.doctor(true);
  await trouble.assertWhole();
  await dev.stack.preview({ expectNoChanges: true });
  return { next, listed: listed(findings) };
}

async function mended(dev: EngineStack, error: unknown): Promise<string> {
  const complaint = complaints(error).join(" ");
  if (complaint.includes("set adopt:")) {
    const { resources } = (await dev.stack.exportStack()).deployment as State;
    const application = resources.find(({ type }) => type.endsWith(":Application"));
    dev.configure({ adopt: { applicationObjectId: application?.outputs.objectId } });
    await dev.stack.up();
    dev.configure({ adopt: undefined });
    return "refused with the remedy `adopt`; done with it";
  }
  if (complaint.includes("No password credential found")) {
    await dev.stack.up({ refresh: true });
    return "refused, for the secret is gone already; done with `pulumi up --refresh`";
  }
  throw error;
}

interface State {
  readonly resources: readonly { readonly type: string; readonly outputs: { readonly objectId: string } }[];
}

function changes(summary: Readonly<Partial<Record<string, number>>> | undefined): string {
  const entries = Object.entries(summary ?? {}).filter(([kind]) => kind !== "same");
  return entries.length === 0 ? "nothing to change" : entries.map(([kind, count]) => `${kind} ${count}`).join(", ");
}
