import { resolve } from "node:path";
import { exitCode } from "../refusal";
import { replaceFile } from "../replaceFile";
import type { Surroundings } from "../surroundings";
import type { SourceOptions } from "../verb";
import { wantedSettings } from "./wantedSettings";

export interface RenderOptions extends SourceOptions {
  readonly out?: string;
  readonly list: boolean;
}

/** Prints the four keys as a stack wants them in tenant.json, or writes them to a file. */
export async function render(options: RenderOptions, surroundings: Surroundings): Promise<number> {
  const { settings } = await wantedSettings(options, surroundings);
  const text = `${JSON.stringify(options.list ? Object.values(settings) : settings, null, 2)}\n`;
  if (options.out === undefined || options.out === "-") {
    surroundings.out(text);
  } else {
    replaceFile(resolve(surroundings.folder, options.out), text);
    surroundings.note(`wrote ${options.out}`);
  }
  return exitCode.ok;
}
