import type { Table } from "./table";

/** A measured value against what it may be. */
export interface Bound {
  readonly what: string;
  /** The limit, for people: `≤ 1.3`. */
  readonly limit: string;
  /** The measured value, for people. */
  readonly measured: string;
  readonly kept: boolean;
}

/** What one part of the benchmark found. */
export interface Section {
  readonly title: string;
  /** How it was measured, a paragraph each. */
  readonly method: readonly string[];
  readonly tables: readonly Table[];
  readonly bounds: readonly Bound[];
}

/** What every part of the benchmark is given. */
export interface Bench {
  /** How often what is compared by its time is measured. */
  readonly runs: number;
  /** Says what is being done. */
  readonly progress: (line: string) => void;
  /** Ends what was started when the person stops the benchmark. */
  readonly signal: AbortSignal;
}

/** A bound from above. */
export function atMost(what: string, measured: number, limit: number, unit = "", digits = 2): Bound {
  const text = (value: number, places: number) => `${value.toFixed(places)}${unit === "" ? "" : ` ${unit}`}`;
  const limitDigits = Number.isInteger(limit) ? 0 : 1;
  return {
    what,
    limit: `≤ ${text(limit, limitDigits)}`,
    measured: text(measured, digits),
    kept: measured <= limit,
  };
}
