import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The authority's certificate in a file of its own directory, for programs that take a path. */
export interface CaFile {
  readonly path: string;
  remove(): void;
}

/** Writes the certificate (never a key) to a temporary directory that goes with the sandbox, or with the process. */
export function writeCaFile(caPem: string): CaFile {
  const directory = mkdtempSync(join(tmpdir(), "icertis-access-sandbox-"));
  const path = join(directory, "ca.pem");
  writeFileSync(path, caPem, { mode: 0o600 });
  const removeDirectory = () => rmSync(directory, { recursive: true, force: true });
  process.once("exit", removeDirectory);
  return {
    path,
    remove: () => {
      process.removeListener("exit", removeDirectory);
      removeDirectory();
    },
  };
}
