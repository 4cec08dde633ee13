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
  readonly remedy: string;
}

export function passed(step: StepName, got: unknown): CheckStep {
  return { step, ok: true, got: shown(got), expected: "", remedy: "" };
}

export function failed(step: StepName, got: unknown, expected: string, remedy: string): CheckStep {
  return { step, ok: false, got: shown(got), expected, remedy };
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value);
}
