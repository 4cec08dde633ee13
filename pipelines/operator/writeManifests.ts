import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Job } from "../steps/job";
import { manifestFile, stackManifests } from "./manifests";
import { readOperatorSettings } from "./settings";

/** What `manifests` is given. */
export interface ManifestOptions {
  readonly settings: string;
  /** Folder for the manifests, a file per stack. */
  readonly out: string;
}

/** Writes the manifests of every stack; the files are committed, so that a pull request shows what it deploys. */
export function writeManifests(job: Job, { settings: file, out }: ManifestOptions): void {
  const settings = readOperatorSettings(join(job.folder, file));
  const folder = join(job.folder, out);
  mkdirSync(folder, { recursive: true });
  for (const stack of settings.stacks) {
    writeFileSync(join(folder, `${stack.name}.yaml`), manifestFile(stackManifests(settings, stack)));
    job.log(`${out}/${stack.name}.yaml`);
  }
}
