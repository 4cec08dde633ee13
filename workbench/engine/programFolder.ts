import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import type { Engine } from "./findEngine";

/** The files of the project that the engine needs to run the program; a stack's own file is not among them. */
const programFiles: readonly string[] = [
  "Pulumi.yaml",
  "package.json",
  "tsconfig.json",
  "index.ts",
  "config.ts",
  "outputs.ts",
  "components",
  "entra",
  "model",
];

/** A copy of the program, with a home and a file backend of its own. */
export interface ProgramFolder {
  /** The folder the program runs in. */
  readonly folder: string;
  /** The folder the state is kept in. */
  readonly state: string;
  readonly home: string;
  /** What the CLI runs with there. */
  readonly environment: Readonly<Record<string, string>>;
  /** Removes all of it. */
  remove(this: void): void;
}

/**
 * Copies the program to a temporary folder.
 *
 * @param project - root of this project
 * @param stackFiles - stacks' files that go with it
 */
export function makeProgramFolder(engine: Engine, project: string, stackFiles: readonly string[] = []): ProgramFolder {
  const root = mkdtempSync(join(tmpdir(), "icertis-access-"));
  const remove = () => rmSync(root, { recursive: true, force: true });
  const folder = join(root, "project");
  const home = join(root, "home");
  const state = join(root, "state");
  try {
    for (const path of [folder, home, state]) mkdirSync(path);
    for (const file of programFiles) cpSync(join(project, file), join(folder, file), { recursive: true });
    for (const file of stackFiles) cpSync(file, join(folder, basename(file)));
    symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
    symlinkSync(engine.plugins, join(home, "plugins"));
  } catch (error) {
    remove();
    throw error;
  }
  const environment = {
    PATH: [engine.folder, process.env["PATH"]].join(delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "passphrase",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  return { folder, state, home, environment, remove };
}
