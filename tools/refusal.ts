/** Exit codes every verb keeps to, except `secret status`, which has those of monitoring plugins. */
export const exitCode = {
  /** Done, or the answer is yes. */
  ok: 0,
  /** The verb did its work and the answer is no: a check failed, something was found. */
  no: 1,
  /** The verb could not do its work: wrong usage or input, something unreachable. */
  refused: 2,
} as const;

/** A message that ends a verb, shown as it is: what was given, what is allowed, what to do next. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
