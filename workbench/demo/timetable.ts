/** When the next secret of an environment falls due, and how long the one before stays valid beside it. */
export interface Due {
  readonly name: string;
  readonly dueOn: number;
  readonly overlapMs: number;
}

/** One day on which the pipeline runs. */
export interface PipelineRun {
  readonly at: number;
  /** The environments with a secret due. */
  readonly names: readonly string[];
}

/**
 * The next day on which anything is due. An environment may wait for another as long as half its overlap is left, as
 * it would where the pipeline runs for all of them at once: a late rotation is no interruption.
 */
export function nextRun(dues: readonly Due[]): PipelineRun | undefined {
  const [earliest, ...others] = dues.toSorted((a, b) => a.dueOn - b.dueOn);
  if (!earliest) return undefined;
  let at = earliest.dueOn;
  let latest = at + earliest.overlapMs / 2;
  for (const other of others) {
    if (other.dueOn > latest) break;
    at = other.dueOn;
    latest = Math.min(latest, other.dueOn + other.overlapMs / 2);
  }
  return { at, names: dues.filter(({ dueOn }) => dueOn <= at).map(({ name }) => name) };
}
