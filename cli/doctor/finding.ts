import type { Graph } from "../../entra/graphClient";

/** Something in Entra ID that is not as the stack would have it. */
export interface Finding {
  /** `error`: tokens are refused, or soon will be; `warning`: someone should look; `note`: harmless. */
  readonly level: "error" | "warning" | "note";
  readonly what: string;
  /** The command, or the action, that mends it. */
  readonly mend: string;
  /** Only for what carries this stack's tags and is not in its state. */
  readonly fix?: Fix;
}

/** A removal that `--fix` offers. */
export interface Fix {
  /** What is removed, for the person who is asked. */
  readonly removes: string;
  readonly act: (graph: Graph) => Promise<void>;
}
