import { sourceName, type OutputSource } from "../outputs/outputSource";
import { readOutputs } from "../outputs/readOutputs";
import { shortInstant, instantOf } from "../days";
import type { Context } from "../../entra/context";
import { shownValue } from "../safeText";
import { asUserError, UserError } from "../../entra/userError";
import type { SourceOptions } from "../verb";
import type { CredentialRow } from "./entraCredentials";
import { apiKeyStatus } from "./apiKeyStatus";
import { secretUse } from "./lastUse";
import { type Level, levels, type SecretStatus, secretStatus, type Thresholds, worst } from "./secretStatus";

interface StatusOptions extends SourceOptions, Thresholds {
  readonly entra: boolean;
  readonly lastUsed: boolean;
}

/** What is known of one stack. */
interface Row {
  readonly stack: string;
  readonly level: Level;
  readonly message: string;
  readonly secret?: SecretStatus;
  /** What Entra ID holds, where it was asked. */
  readonly credentials?: readonly CredentialRow[];
}

/** Tells how the client secrets of stacks stand, with the exit codes of a monitoring plugin. */
export async function status(options: StatusOptions, context: Context): Promise<number> {
  const { warn, critical, sources } = options;
  if (sources.length === 0) {
    throw new UserError("stack-missing", "no stack is named", "give --stack NAME or --outputs FILE, once for each");
  }
  if (warn !== undefined && critical !== undefined && critical > warn) {
    throw new UserError(
      "thresholds-reversed",
      `--critical ${critical} is more than --warn ${warn}`,
      "the first warning comes with more days left",
    );
  }
  const rows: Row[] = [];
  // One after the other: the Pulumi CLI and standard input are shared.
  for (const source of sources) rows.push(await rowOf(source, options, context));
  const level = worst(rows.map((row) => row.level));
  context.out(options.json ? `${JSON.stringify({ level, stacks: rows }, null, 2)}\n` : report(level, rows));
  return levels.indexOf(level);
}

async function rowOf(source: OutputSource, options: StatusOptions, context: Context): Promise<Row> {
  const stack = source.kind === "stack" ? source.name : sourceName(source);
  try {
    const read = await readOutputs(source, { project: options.project, withSecrets: false }, context);
    if (read.authentication === "apiKey") {
      return { stack, ...apiKeyStatus(read.outputs, context.now(), options) };
    }
    const use = options.lastUsed ? await secretUse(read.outputs, context) : undefined;
    const secret = withUse(secretStatus(read.outputs, context.now(), { ...options, ...use?.evidence }), use);
    if (!options.entra) return { stack, level: secret.level, message: secret.message, secret };
    const { entraCredentials } = await import("./entraCredentials");
    const credentials = await entraCredentials(read.outputs, source, options.project, context);
    const absent = credentials.every(({ keyId }) => keyId !== secret.keyId);
    const level = absent ? "critical" : secret.level;
    const message = absent
      ? `Entra ID has no secret ${secret.keyId} any more: run \`pulumi up --refresh\``
      : secret.message;
    return { stack, level, message, secret, credentials };
  } catch (error) {
    // What is wrong with one stack is that stack's line alone.
    return { stack, level: "unknown", message: asUserError(error).message };
  }
}

function withUse(status: SecretStatus, use: { readonly text: string } | undefined): SecretStatus {
  return use ? { ...status, message: `${status.message}; ${use.text}` } : status;
}

function report(level: Level, rows: readonly Row[]): string {
  const concern = rows.find((row) => row.level === level) as Row;
  const headline = `${level.toUpperCase()} - ${concern.stack}: ${concern.message}\n`;
  const cells = rows.map(({ stack, level: own, message, secret }) =>
    secret
      ? [stack, own, secret.generation, ...days(secret), message]
      : [stack, own, "-", "-", "-", "-", "-", "-", message],
  );
  const heads = ["stack", "status", "generation", "issued", "expires", "days left", "next", "in UiPath by", ""];
  const credentials = rows.flatMap(({ stack, credentials: held }) => (held ? [credentialTable(stack, held)] : []));
  return [headline, table([heads, ...cells]), ...credentials].join("\n");
}

function days({ issuedOn, expiresOn, daysLeft, nextRotationOn, enterInUipathBy }: SecretStatus): string[] {
  const short = (text: string) => shortInstant(instantOf(text));
  const by = enterInUipathBy === undefined ? "-" : short(enterInUipathBy);
  return [short(issuedOn), short(expiresOn), String(daysLeft), short(nextRotationOn), by];
}

function credentialTable(stack: string, held: readonly CredentialRow[]): string {
  const cells = held.map(({ keyId, description, starts, ends, standing }) => [
    keyId,
    starts,
    ends,
    standing,
    description,
  ]);
  return `secrets of ${stack} in Entra ID\n${table([["key id", "from", "to", "", "description"], ...cells])}`;
}

/** Names and descriptions come from elsewhere. */
const longestCell = 300;

/** Rows as text, every column as wide as its longest cell; the last one may be of any length. */
function table(given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map((cell) => shownValue(cell, longestCell)));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
    .concat("\n");
}
