import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Job } from "../steps/job";
import { type Manifest, manifestFile, stackManifests } from "./manifests";
import { nightlyManifests } from "./nightly";
import { readOperatorSettings } from "./settings";

/** What `manifests` is given. */
export interface ManifestOptions {
  readonly settings: string;
  /** Folder for the manifests: a file per stack, and one for all. */
  readonly out: string;
}

/** Writes the manifests of every stack; the files are committed, so that a pull request shows what it deploys. */
export function writeManifests(job: Job, { settings: file, out }: ManifestOptions): void {
  const settings = readOperatorSettings(join(job.folder, file));
  const folder = join(job.folder, out);
  mkdirSync(folder, { recursive: true });
  const write = (name: string, manifests: readonly Manifest[]) => {
    writeFileSync(join(folder, name), manifestFile(manifests));
    job.log(`${out}/${name}`);
  };
  for (const stack of settings.stacks) write(`${stack.name}.yaml`, stackManifests(settings, stack));
  // No stack can have this name.
  write("_nightly.yaml", nightlyManifests(settings));
}
