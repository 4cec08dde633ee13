import { readBytes } from "../readTextFile";
import { UserError } from "../../entra/userError";
import { exitCode } from "../exitCode";
import type { Context } from "../../entra/context";
import type { SourceOptions } from "../verb";
import { checkSetting, type KeyVerdict } from "./checkSettings";
import { agreed, discoveryVerdict } from "./discoveryVerdict";
import { findEntries } from "./findEntries";
import { readSettingsFile } from "./settingsFile";
import { wantedSettings } from "./wantedSettings";

export interface CheckOptions extends SourceOptions {
  readonly file: string;
  readonly at?: string;
  readonly offline: boolean;
}

/** Tells whether ICI, with a tenant.json, would accept the stack's tokens. */
export async function check(options: CheckOptions, context: Context): Promise<number> {
  const name = options.file === "-" ? "standard input" : options.file;
  if (options.file === "-" && options.sources.some((source) => source.name === "-")) {
    throw new UserError("unclassified", "standard input can be the tenant.json or the outputs, not both");
  }
  const file = readSettingsFile(await readBytes(options.file, context), name);
  const { outputs, settings } = await wantedSettings(options, context);
  const { present } = findEntries(file, options.at);
  const verdicts = Object.entries(settings).map(([key, wanted]) => {
    const item = present.get(key);
    const entry = item && (JSON.parse(file.text.slice(item.valueStart, item.end)) as unknown);
    return checkSetting(wanted, entry, outputs.icertisHandoff.v1MetadataDocument);
  });
  const keysAgree = verdicts.every(({ ok }) => ok);
  const discovery =
    options.offline || !keysAgree ? agreed : await discoveryVerdict(verdicts, outputs.tenantId, context);
  const accepted = keysAgree && discovery.ok;
  if (options.json) {
    const discoveryProblem = discovery.problem;
    context.out(`${JSON.stringify({ file: name, accepted, keys: verdicts, discoveryProblem }, null, 2)}\n`);
  } else {
    context.out(report(verdicts));
    const { applicationClientId } = outputs.icertisHandoff;
    const verdict = discovery.unknown
      ? "it cannot be told"
      : `ICI would ${accepted ? "accept" : "refuse"} the tokens of application ${applicationClientId}`;
    context.out(`${name}: ${verdict}${discovery.problem === undefined ? "" : `: ${discovery.problem}`}\n`);
  }
  if (discovery.unknown) return exitCode.failed;
  return accepted ? exitCode.ok : exitCode.no;
}

function report(verdicts: readonly KeyVerdict[]): string {
  const width = Math.max(...verdicts.map(({ key }) => key.length));
  const lines = verdicts.flatMap(({ key, ok, got, expected, remedy }) => [
    `${ok ? "ok   " : "wrong"}  ${key.padEnd(width)}  ${got === undefined ? "nothing" : JSON.stringify(got)}`,
    ...(ok ? [] : [`       expected ${JSON.stringify(expected)}`, `       ${remedy}`]),
  ]);
  return [...lines, ""].join("\n");
}
