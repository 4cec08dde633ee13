import { resolve } from "node:path";
import { exitCode } from "../exitCode";
import { bytesToReplace, replaceFile } from "../replaceFile";
import type { Context } from "../../entra/context";
import { UserError } from "../../entra/userError";
import type { SourceOptions } from "../verb";
import { wantedSettings } from "./wantedSettings";

interface RenderOptions extends SourceOptions {
  readonly out?: string;
  readonly list: boolean;
  readonly force: boolean;
}

/** Prints the four keys as a stack wants them in tenant.json, or writes them to a file. */
export async function render(options: RenderOptions, context: Context): Promise<number> {
  const { settings } = (await wantedSettings(options, context)).wanted;
  const text = `${JSON.stringify(options.list ? Object.values(settings) : settings, null, 2)}\n`;
  const { out, force } = options;
  if (out === undefined || out === "-") {
    context.out(text);
    return exitCode.ok;
  }
  const path = resolve(context.folder, out);
  if (!force) checkFree(path, text, out, context);
  const backup = replaceFile(path, text, { backUpAt: context.now() });
  context.note(`wrote ${out}${backup === "" ? "" : `; as it was before, it is in ${out}${backup.slice(path.length)}`}`);
  return exitCode.ok;
}

/** A tenant.json holds every other setting of an instance. */
function checkFree(path: string, text: string, name: string, context: Context): void {
  if (!context.files.exists(path) || bytesToReplace(path, name, context).equals(Buffer.from(text))) return;
  throw new UserError(
    "file-exists",
    `${name} exists and holds something else; nothing was written`,
    "bring the keys into it with tenant-json merge, or overwrite it with --force, which keeps it beside",
  );
}
