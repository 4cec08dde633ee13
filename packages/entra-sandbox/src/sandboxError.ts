/** An error that whoever started the sandbox can fix; `code` is stable, the message says what to do. */
export class SandboxError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
