import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SandboxError } from "./sandboxError";

/** The authority's certificate in a file of its own directory, for programs that take a path. */
export interface CaFile {
  readonly path: string;
  remove(): void;
}

/** Writes the certificate (never a key) to a temporary directory that goes with the sandbox, or with the process. */
export function writeCaFile(caPem: string): CaFile {
  const directory = temporaryDirectory();
  const path = join(directory, "ca.pem");
  const removeDirectory = () => rmSync(directory, { recursive: true, force: true });
  try {
    writeFileSync(path, caPem, { mode: 0o600 });
  } catch (error) {
    removeDirectory();
    throw unwritable(error);
  }
  process.once("exit", removeDirectory);
  return {
    path,
    remove: () => {
      process.removeListener("exit", removeDirectory);
      removeDirectory();
    },
  };
}

function temporaryDirectory(): string {
  try {
    return mkdtempSync(join(tmpdir(), "entra-sandbox-"));
  } catch (error) {
    throw unwritable(error);
  }
}

function unwritable(error: unknown): SandboxError {
  return new SandboxError(
    "certificate-unwritable",
    `cannot write the certificate to the temporary folder ${tmpdir()}: ${(error as Error).message}: set TMPDIR to one that can be written`,
  );
}
