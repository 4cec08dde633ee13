/** One thing a person configured that cannot be accepted. */
export interface Problem {
  /** Where: the path of the setting, for example `rotation.overlapDays`. */
  readonly key: string;
  /** What was given; left out where it is missing or secret. */
  readonly got?: unknown;
  /** What is allowed. */
  readonly rule: string;
  /** What to do next. */
  readonly remedy: string;
}

/** One line per problem: key, value, rule, remedy. */
export function formatProblems(problems: readonly Problem[], prefix = ""): string {
  return problems.map((problem) => `  ${prefix}${formatProblem(problem)}`).join("\n");
}

function formatProblem({ key, got, rule, remedy }: Problem): string {
  const value = got === undefined ? "" : `got ${shorten(JSON.stringify(got))}; `;
  return `${key}: ${value}${rule}; ${remedy}`;
}

/** A 300-character redirect URI would bury the message it belongs to. */
function shorten(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 157)}…`;
}
