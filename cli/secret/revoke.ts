import { dayMs, formatInstant } from "../../model/instant";
import { declaredSecrets, scheduleStart } from "../../model/rotation";
import { shortInstant } from "../days";
import type { Context } from "../../entra/context";
import type { CommonOptions } from "../verb";
import { readStackFile, type StackFileOptions } from "./stackFile";
import { writeRotation } from "./writeRotation";

interface RevokeOptions extends CommonOptions, StackFileOptions {
  readonly hours: number;
  readonly dryRun: boolean;
}

const hourMs = 3_600_000;

/** Makes the next `pulumi up` of a stack issue a new client secret and delete every other one, expired or not. */
export async function revoke(options: RevokeOptions, context: Context): Promise<number> {
  const { stack, hours } = options;
  const file = await readStackFile(options, context);
  const now = Math.floor(context.now() / 1000) * 1000;
  const { current, older } = declaredSecrets(file.rotation, now);
  const start = scheduleStart(now, [...older, current]);
  // At midnight it would look like an ordinary issue, and `secret status` would not say that UiPath is cut off.
  const firstIssued = start % dayMs === 0 ? start + 1000 : start;
  const allowRevocationUntil = now + hours * hourMs;
  const deleted = [...older, current].map(({ issued }) => shortInstant(issued));
  const next = [
    `commit ${file.name}`,
    `pulumi up --stack ${stack}   # before ${formatInstant(allowRevocationUntil)}: issues a new secret, then deletes every other one (issued ${deleted.join(" and ")})`,
    `npx icertis-access handoff --stack ${stack} --reveal   # enter the new secret in UiPath at once: connections are down until then`,
    `remove allowRevocationUntil from ${file.name} at leisure: after that instant it has no effect`,
  ];
  const change = { firstIssued, keep: [], allowRevocationUntil };
  return writeRotation(file, change, { ...options, next }, context);
}
