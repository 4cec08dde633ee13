#!/usr/bin/env node
import { startFromCommandLine } from "./commandLine";
import { SandboxError } from "./sandboxError";

const terminal = { out: (text: string) => console.log(text), error: (text: string) => console.error(text) };

const fail = (error: unknown) => {
  if (!(error instanceof SandboxError)) throw error;
  terminal.error(`entra-sandbox: ${error.message}`);
  process.exitCode = 1;
  return undefined;
};

const started = startFromCommandLine(process.argv.slice(2), terminal).catch(fail);

for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void started.then((sandbox) => sandbox?.close()).catch(fail));
}
