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
  asProcess("icertis-access", () => runCommandLine(process.argv.slice(2), processContext(), set));
}

const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Does what this process is for; whatever ends it does so in one line, and leaves no half of a file. */
export function asProcess(name: string, run: () => Promise<number>): void {
  const end = (message: string): never => {
    process.stderr.write(`${name}: ${message}\n`);
    process.exit(exitCode.failed);
  };
  for (const [stream, which] of [
    [process.stdout, "standard output"],
    [process.stderr, "standard error"],
  ] as const) {
    stream.on("error", (error) => end(`cannot write to ${which}: ${fileProblem(error)}`));
  }
  process.on("uncaughtException", (error) => end(asUserError(error).message));
  // With a listener, Node.js ends between two steps of the program and not within one: a file is written or it is not.
  for (const [signal, code] of Object.entries(signals)) process.once(signal, () => process.exit(code));

  void run().then((code) => {
    process.exitCode = code;
  });
}
