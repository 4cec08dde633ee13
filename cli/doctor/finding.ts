import type { Graph } from "../../entra/graphClient";

/** Something in Entra ID, or in the state, that is not as the stack would have it. */
export interface Finding {
  /** `error`: tokens are refused, or soon will be; `warning`: someone should look; `note`: harmless. */
  readonly level: "error" | "warning" | "note";
  /** Stable name of the kind of finding. */
  readonly code: string;
  readonly what: string;
  /** The command, or the action, that puts it right. */
  readonly hint: string;
  /** What `--fix` does about it, where it may. */
  readonly step?: Step;
}

/**
 * What `--fix` does, in this order: what the state is to hold comes before the state, and that before any removal, so that
 * nothing is removed that a run is at work on.
 */
export const stepKinds = ["unlock", "restore", "finish", "refresh", "import", "remove"] as const;

/** One step of `--fix`; two findings may need the same one, which has the same words then. */
export interface Step {
  readonly kind: (typeof stepKinds)[number];
  /** For the person who is asked: `remove application "X"`. */
  readonly does: string;
  readonly act: (tools: Tools) => Promise<unknown>;
}

export interface Tools {
  readonly graph: Graph;
  /** Runs the Pulumi CLI for the stack; it takes the state's lock where it writes. */
  readonly pulumi: (...args: string[]) => Promise<string>;
}

/** Looks at every resource and drops from the state what is gone, pending creates included. */
export function refreshStep(stack: string): Step {
  return {
    kind: "refresh",
    does: `refresh the state of ${stack}, which drops what is gone and clears pending operations`,
    act: ({ pulumi }) => pulumi("refresh", "--yes", "--skip-preview", "--clear-pending-creates"),
  };
}
