import { fileProblem } from "../entra/files";
import { processContext } from "../entra/processContext";
import { asUserError } from "../entra/userError";
import { runCommandLine, type CommandSet } from "./commandLine";
import { exitCode } from "./exitCode";

/**
 * Runs the command line of this process.
 *
 * @param set - what it can ask for; everything where left out
 */
export function runProcess(set?: CommandSet): void {
  for (const [stream, name] of [
    [process.stdout, "standard output"],
    [process.stderr, "standard error"],
  ] as const) {
    stream.on("error", (error) => end(`cannot write to ${name}: ${fileProblem(error)}`));
  }
  process.on("uncaughtException", (error) => end(asUserError(error).message));
  // With a listener, Node.js ends between two steps of the program and not within one: a file is written or it is not.
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));

  void runCommandLine(process.argv.slice(2), processContext(), set).then((code) => {
    process.exitCode = code;
  });
}

function end(message: string): never {
  process.stderr.write(`icertis-access: ${message}\n`);
  process.exit(exitCode.failed);
}
