import { demoCommand } from "./command";

// What was written to this machine goes on exit.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

void demoCommand(process.argv.slice(2), { out: screen(process.stdout), errors: screen(process.stderr) }).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // A mistake in the demo itself, and no check that failed.
    console.error(error);
    process.exitCode = 2;
  },
);

function screen(stream: NodeJS.WriteStream) {
  return { write: (text: string) => void stream.write(text), isTerminal: stream.isTTY };
}
