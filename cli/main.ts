#!/usr/bin/env node
import { runCommandLine } from "./commandLine";
import { processContext } from "../entra/processContext";

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

void runCommandLine(process.argv.slice(2), processContext()).then((code) => {
  process.exitCode = code;
});
