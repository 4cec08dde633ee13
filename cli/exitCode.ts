/** Exit codes every verb keeps to, except `secret status`, which has those of monitoring plugins. */
export const exitCode = {
  /** Done, or the answer is yes. */
  ok: 0,
  /** The verb did its work and the answer is no: a check failed, something was found. */
  no: 1,
  /** The verb could not do its work: wrong usage or input, something unreachable. */
  failed: 2,
} as const;
