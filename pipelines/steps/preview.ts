import { join } from "node:path";
import type { Context } from "../../entra/context";
import { previewWithoutSecrets } from "../readOnly/previewWithoutSecrets";
import { engineError } from "./engineErrors";
import { report, writeReport } from "./report";
import { policies, pulumi, signedIn } from "./step";

/** What `preview` takes. */
export interface PreviewOptions {
  readonly stack: string;
  /** File for the report. */
  readonly report: string;
  /** Whether nobody has approved the code: the job then acts as an identity that cannot write, and sees no secret. */
  readonly readOnly?: boolean;
}

/** Shows what an update would do and reports it, also where the guard or the configuration stops it. */
export function preview(context: Context, { stack, report: path, readOnly = false }: PreviewOptions): Promise<void> {
  return signedIn(context, stack, readOnly ? "read" : "write", async (step) => {
    const args = ["preview", "--diff", ...policies(context)];
    const { code, text } = readOnly
      ? await previewWithoutSecrets(step, args)
      : await pulumi(step, [...args, "--stack", step.stack], { echo: true });
    const file = join(context.folder, path);
    writeReport(file, report(`Preview of ${stack}`, text));
    step.platform.summarize?.(context, file);
    if (code !== 0) throw engineError(stack, `${stack} could not be updated like this`, text);
  });
}
