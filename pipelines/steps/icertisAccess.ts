import { join } from "node:path";
import type { Ended } from "./job";
import type { Step } from "./step";

const command = join(__dirname, "..", "..", "cli", "main.ts");

/** Runs the `icertis-access` command of this checkout as the step's identity. */
export function icertisAccess({ job, session }: Step, words: readonly string[]): Promise<Ended> {
  const args = ["--require", "ts-node/register/transpile-only", command, ...words];
  return job.run(process.execPath, args, { environment: session.environment });
}
