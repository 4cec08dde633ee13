/** A step that failed, with what a person has to do about it. */
export class StepFailure extends Error {
  override readonly name = "StepFailure";

  /** @param remedy - one line: what to do next; it ends the job's log */
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}
