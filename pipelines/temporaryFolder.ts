import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for what nobody else may see; it is gone with the process at the latest, also where a signal ends that. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/** Makes one; only this user may look into it. */
export function temporaryFolder(purpose: string): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), `icertis-access-${purpose}-`));
  const remove = () => {
    process.removeListener("exit", remove);
    rmSync(path, { recursive: true, force: true });
  };
  process.once("exit", remove);
  return { path, remove };
}
