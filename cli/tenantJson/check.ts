import { shorten } from "../../model/shorten";
import { endpoints, relocated } from "../../entra/endpoints";
import { getJson, isUnreachable } from "../../entra/network";
import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";
import { exitCode } from "../exitCode";
import { readBytes } from "../readTextFile";
import type { SourceOptions } from "../verb";
import { checkSettings, type KeyVerdict } from "./checkSettings";
import { readSettingsFile } from "./settingsFile";
import { wantedSettings } from "./wantedSettings";
import { isSecureUrl } from "../../model/url";

interface CheckOptions extends SourceOptions {
  readonly file: string;
  readonly at?: string;
  readonly offline: boolean;
}

/** Says whether ICI, with a tenant.json, would accept the stack's tokens. */
export async function check(options: CheckOptions, context: Context): Promise<number> {
  const name = options.file === "-" ? "standard input" : options.file;
  if (options.file === "-" && options.sources.some((source) => source.name === "-")) {
    throw new UserError("input-taken-twice", "standard input can be the tenant.json or the outputs, not both");
  }
  const file = readSettingsFile(await readBytes(options.file, context), name);
  const { outputs, wanted } = await wantedSettings(options, context);
  const verdicts = checkSettings(file, { ...wanted, at: options.at });
  const keysAgree = verdicts.every(({ ok }) => ok);
  const discovery =
    options.offline || !keysAgree ? agreed : await discoveryVerdict(verdicts, outputs.tenantId, context);
  const accepted = keysAgree && discovery.ok;
  if (options.json) {
    const discoveryProblem = discovery.problem;
    context.out(`${JSON.stringify({ file: name, accepted, keys: verdicts, discoveryProblem }, null, 2)}\n`);
  } else {
    const { applicationClientId } = outputs.icertisHandoff;
    const verdict = discovery.unknown
      ? "nobody can say"
      : `ICI would ${accepted ? "accept" : "reject"} the tokens of application ${applicationClientId}`;
    const why = discovery.problem === undefined ? "" : `: ${discovery.problem}`;
    context.out(`${report(verdicts)}${name}: ${verdict}${why}\n`);
  }
  if (discovery.unknown) return exitCode.failed;
  return accepted ? exitCode.ok : exitCode.no;
}

function report(verdicts: readonly KeyVerdict[]): string {
  const width = Math.max(...verdicts.map(({ key }) => key.length));
  const lines = verdicts.flatMap(({ key, ok, got, expected, hint }) => [
    `${ok ? "ok   " : "wrong"}  ${key.padEnd(width)}  ${got === undefined ? "nothing" : shorten(JSON.stringify(got))}`,
    ...(ok ? [] : [`       expected ${JSON.stringify(expected)}`, `       ${hint}`]),
  ]);
  return [...lines, ""].join("\n");
}

/** Whether ICI would get the tenant's signing keys from its discovery endpoint. */
interface DiscoveryVerdict {
  readonly ok: boolean;
  /** Whether nothing answered, which says nothing about what ICI would see. */
  readonly unknown: boolean;
  readonly problem?: string;
}

const agreed: DiscoveryVerdict = { ok: true, unknown: false };

/** Asks the discovery endpoint of a tenant.json for the keys, as ICI would. */
async function discoveryVerdict(
  verdicts: readonly KeyVerdict[],
  tenantId: string,
  context: Context,
): Promise<DiscoveryVerdict> {
  const url = verdicts.find(({ key }) => key.endsWith(".STSDiscoveryEndpoint"))?.got ?? "";
  try {
    const problem = await discoveryProblem(url, tenantId, context);
    return problem === undefined ? agreed : { ok: false, unknown: false, problem };
  } catch (error) {
    if (error instanceof UserError && isUnreachable(error)) {
      return { ok: false, unknown: true, problem: `${error.message}; --offline leaves the discovery endpoint out` };
    }
    if (error instanceof UserError) return { ok: false, unknown: false, problem: error.message };
    throw error;
  }
}

/** Why the document at the discovery endpoint is not the tenant's, or leads to no keys. */
async function discoveryProblem(url: string, tenantId: string, context: Context): Promise<string | undefined> {
  const places = await endpoints(context);
  const document = (await getJson(relocated(url, places), context.fetch)) as {
    readonly jwks_uri?: unknown;
    readonly issuer?: unknown;
  } | null;
  const { jwks_uri: keysUrl, issuer } = document ?? {};
  if (!isSecureUrl(keysUrl)) return `${url} is no metadata document: it has no jwks_uri`;
  if (typeof issuer !== "string" || !issuer.includes(tenantId)) {
    return `${url} is the document of another issuer, ${shorten(JSON.stringify(issuer) ?? "nothing")}`;
  }
  const answer = await getJson(relocated(keysUrl, places), context.fetch);
  const { keys } = (answer ?? {}) as { readonly keys?: unknown };
  return Array.isArray(keys) && keys.length > 0 ? undefined : `${keysUrl} has no signing keys`;
}
