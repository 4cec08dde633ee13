import { resolve } from "node:path";
import { exitCode } from "../exitCode";
import { replaceFile } from "../replaceFile";
import type { Context } from "../../entra/context";
import type { SourceOptions } from "../verb";
import { wantedSettings } from "./wantedSettings";

export interface RenderOptions extends SourceOptions {
  readonly out?: string;
  readonly list: boolean;
}

/** Prints the four keys as a stack wants them in tenant.json, or writes them to a file. */
export async function render(options: RenderOptions, context: Context): Promise<number> {
  const { settings } = (await wantedSettings(options, context)).wanted;
  const text = `${JSON.stringify(options.list ? Object.values(settings) : settings, null, 2)}\n`;
  if (options.out === undefined || options.out === "-") {
    context.out(text);
  } else {
    replaceFile(resolve(context.folder, options.out), text);
    context.note(`wrote ${options.out}`);
  }
  return exitCode.ok;
}
