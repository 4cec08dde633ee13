import { execFile } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { EngineStack } from "../../workbench/engine/engineStack";

const project = join(__dirname, "..", "..");
const tsc = join(project, "node_modules", "typescript", "bin", "tsc");

/**
 * Puts a folder of this project that runs compiled beside a stack's program, and what it is compiled to: with the
 * settings of the `prepare` script, but from the sources as they are now.
 *
 * @returns the folder's copy
 */
export async function compiledBeside({ folder }: EngineStack, name: string): Promise<string> {
  const copy = join(folder, name);
  cpSync(join(project, name), copy, { recursive: true });
  const build = {
    extends: join(project, "tsconfig.build.json"),
    compilerOptions: { outDir: join(folder, "dist"), noCheck: true, declaration: false },
    files: [join(project, name, "index.ts")],
    include: [],
  };
  const file = join(folder, `tsconfig.${name}.json`);
  writeFileSync(file, JSON.stringify(build));
  await promisify(execFile)(process.execPath, [tsc, "-p", file]);
  return copy;
}
