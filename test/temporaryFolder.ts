import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const all = mkdtempSync(join(tmpdir(), "icertis-access-test-"));
process.once("exit", () => rmSync(all, { recursive: true, force: true }));

/** A new, empty folder; it is gone when the process ends. */
export function temporaryFolder(): string {
  return mkdtempSync(join(all, "folder-"));
}
