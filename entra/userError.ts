/** `util.inspect.custom`, by its public name, so that this file runs in a browser too. */
const inspectCustom = Symbol.for("nodejs.util.inspect.custom");

/**
 * An error a person can cause and fix: shown as its message, without a stack trace, by the Pulumi CLI and by our
 * commands alike.
 *
 * `__pulumiRunError` makes the Pulumi SDK treat it as its own `RunError` without loading the SDK. It prints itself,
 * since the SDK inspects every error of a program, which takes a deep `inspect` 14 seconds.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly __pulumiRunError = true;

  /**
   * @param code - stable name of the kind of error, lower case with hyphens, for tests and scripts: `stack-file-missing`
   * @param problem - what was given and what is allowed
   * @param hint - what to do next
   */
  constructor(
    readonly code: string,
    readonly problem: string,
    readonly hint?: string,
  ) {
    super(hint === undefined ? problem : `${problem}; ${hint}`);
    // The SDK writes the path of every output that waits for a failed value in front of the message.
    const message = this.message;
    Object.defineProperty(this, "message", { get: () => message, set: () => undefined });
  }

  [inspectCustom](): string {
    return this.message;
  }
}

/** What the runtime or a library says may quote a secret: of that, only where it comes from is shown. */
export function asUserError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  const { name = "", stack = "" } = (error ?? {}) as Partial<Error>;
  const place = /^\s+at .*?([\w.-]+\.[jt]s:\d+):\d+\)?$/m.exec(stack)?.[1] ?? "an unknown place";
  return new UserError(
    "internal-error",
    `an error of the tool itself (${name || typeof error} in ${place})`,
    "report it",
  );
}
