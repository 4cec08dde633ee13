/** What ICI's handler looks at, in its order. */
export const stepNames = [
  "settings",
  "discovery",
  "keys",
  "signature",
  "issuer",
  "audience",
  "lifetime",
  "userClaim",
  "registeredUser",
] as const;

export type StepName = (typeof stepNames)[number];

/** One step of a token check. */
export interface CheckStep {
  readonly step: StepName;
  readonly ok: boolean;
  /** What was found; never the token. */
  readonly got: string;
  /** What would have passed; empty for a step that did. */
  readonly expected: string;
  /** What to do about it; empty for a step that passed. */
  readonly hint: string;
}

/** What a step looks at: what was found, what would pass, and what to do where it did not. */
interface Finding {
  readonly ok: boolean;
  readonly got: unknown;
  readonly expected: string;
  readonly hint: string;
}

export function checkStep(step: StepName, { ok, got, expected, hint }: Finding): CheckStep {
  return { step, ok, got: shown(got), expected: ok ? "" : expected, hint: ok ? "" : hint };
}

/** Claims come from whoever made the token, in any type and length. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
