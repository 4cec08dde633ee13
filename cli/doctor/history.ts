import type { Context } from "../../entra/context";
import { programName } from "../../model/program";
import { pulumiCommand, type StackPlace } from "../outputs/pulumiCommand";

/** What earlier runs of a stack tell about how things came about. */
export interface History {
  /** Whether a registration made elsewhere was taken over, ever. */
  readonly adopted: boolean;
  /** Whether the last run was configured to grant admin consent. */
  readonly consents: boolean;
  /** When the last run ended that had succeeded before an instant; `-Infinity` where none had. */
  readonly lastSuccessBefore: (instant: number) => number;
}

interface Run {
  readonly kind?: string;
  readonly result?: string;
  readonly endTime?: string;
  /** The configuration of the run. */
  readonly config?: Readonly<Record<string, { readonly value?: string }>>;
}

/** More runs than that are not looked at, and then nothing is known of an adoption. */
const most = 1000;

/** The history of a stack; `undefined` where it cannot be read, or is too long to be read whole. */
export async function readHistory(place: StackPlace, context: Context): Promise<History | undefined> {
  const words = ["stack", "history", "--json", "--page", "1", "--page-size", String(most)];
  let runs: readonly Run[];
  try {
    runs = JSON.parse(await pulumiCommand(words, place, context)) as readonly Run[];
  } catch {
    // Without a history nothing is known, and nothing is removed.
    return undefined;
  }
  const adopted = runs.some(({ config }) => config?.[`${programName}:adopt`] !== undefined);
  if (runs.length >= most && !adopted) return undefined;
  const ends = runs
    .filter(({ kind, result }) => kind === "update" && result === "succeeded")
    .map(({ endTime }) => Date.parse(endTime ?? ""));
  return {
    adopted,
    // The newest run comes first.
    consents: runs[0]?.config?.[`${programName}:adminConsent`]?.value === "true",
    lastSuccessBefore: (instant) => Math.max(-Infinity, ...ends.filter((end) => end < instant)),
  };
}
