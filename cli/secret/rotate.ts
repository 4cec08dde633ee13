import { formatInstant } from "../../model/instant";
import { declaredSecrets, type SecretPeriod } from "../../model/rotation";
import type { Rotation } from "../../model/rotationSettings";
import type { OAuthOutputs } from "../../model/outputs";
import { instantOf, shortInstant } from "../days";
import { readOutputs } from "../outputs/readOutputs";
import { type OutputSource, sourceName } from "../outputs/outputSource";
import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";
import type { CommonOptions } from "../verb";
import { readStackFile, type StackFileOptions } from "./stackFile";
import { writeRotation } from "./writeRotation";

interface RotateOptions extends CommonOptions, StackFileOptions {
  readonly outputs?: string;
  readonly lifetimeDays?: number;
  readonly overlapDays?: number;
  readonly dryRun: boolean;
}

/** Makes the next `pulumi up` of a stack issue a new client secret, and keep the one in use until it expires. */
export async function rotate(options: RotateOptions, context: Context): Promise<number> {
  const { stack, project } = options;
  const file = await readStackFile(options, context);
  const source: OutputSource =
    options.outputs === undefined ? { kind: "stack", name: stack } : { kind: "file", name: options.outputs };
  const read = await readOutputs(source, { project, withSecrets: false }, context);
  if (read.authentication === "apiKey") {
    throw new UserError(
      "stack-uses-api-key",
      `${sourceName(source)} uses an API key, which ICI issues: there is no client secret to rotate`,
    );
  }
  const now = Math.floor(context.now() / 1000) * 1000;
  const live = liveSecrets(read.outputs, file.rotation, file.name);
  const keep = live.filter(({ expires }) => expires > now);
  const newest = Math.max(...live.map(({ issued }) => issued));
  // Later than the newest also where this machine's clock is a little behind: what is kept is of an earlier schedule.
  const firstIssued = Math.max(now, newest + 1000);
  const { lifetimeDays, overlapDays } = options;
  const last = keep.at(-1);
  const next = [
    `commit ${file.name}`,
    `pulumi up --stack ${stack}   # issues the new secret and publishes it; the old one stays valid`,
    `npx icertis-access handoff --stack ${stack} --reveal   # enter the new secret in UiPath${last ? ` before ${shortInstant(last.expires)}, when the old one expires` : " at once: the old one has expired"}`,
  ];
  const change = { firstIssued, keep, allowRevocationUntil: undefined, lifetimeDays, overlapDays };
  return writeRotation(file, change, { ...options, next }, context);
}

/**
 * The secrets the stack has: the published one, as its outputs say, and those older ones the last run declared beside
 * it. What the file would declare today may not have been issued yet, and `keep` must not name it.
 */
function liveSecrets(outputs: OAuthOutputs, rotation: Rotation, name: string): SecretPeriod[] {
  const published = {
    issued: instantOf(outputs.clientSecretIssuedOn),
    expires: instantOf(outputs.clientSecretExpiresOn),
  };
  const { current, older } = declaredSecrets(rotation, published.issued);
  if (current.issued === published.issued && current.expires === published.expires) {
    return [...older.map(({ issued, expires }) => ({ issued, expires })), published];
  }
  const facts = `the published secret was issued on ${shortInstant(published.issued)} and expires on ${shortInstant(published.expires)}`;
  if (rotation.firstIssued > published.issued) {
    throw new UserError(
      "schedule-pending",
      `${name} already starts a new schedule on ${formatInstant(rotation.firstIssued)}, and ${facts}`,
      "run `pulumi up` first, or undo that change",
    );
  }
  throw new UserError(
    "schedule-other",
    `${name} does not describe the secrets in use: ${facts}`,
    `restore lifetimeDays, overlapDays and firstIssued as they were at the last \`pulumi up\`, which rotate can change with --lifetime-days and --overlap-days`,
  );
}
