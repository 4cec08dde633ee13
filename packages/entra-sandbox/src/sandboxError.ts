const longest = 1_000;

/** An error that whoever started the sandbox can fix; `code` is stable, the message says what to do. */
export class SandboxError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(oneLine(message));
  }
}

/** What it quotes of files and arguments stays a part of the line. */
function oneLine(message: string): string {
  const line = message.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ");
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}
