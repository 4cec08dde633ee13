import { dayMs } from "../../model/instant";
import type { OAuthOutputs } from "../../model/outputs";
import { secretName } from "../../model/rotation";
import { dayCount, daysUntil, instantOf, shortInstant } from "../days";
import { dueEntry, type SecretDates } from "./dueEntry";

/** The states of monitoring plugins. */
export const levels = ["ok", "warning", "critical", "unknown"] as const;
export type Level = (typeof levels)[number];

/** Below how many days left a secret is a concern. @default derived from the overlap */
export interface Thresholds {
  readonly warn?: number;
  readonly critical?: number;
  /** The key id of the secret UiPath is known to have. */
  readonly entered?: string;
}

/** How the published client secret of one stack stands. */
export interface SecretStatus {
  readonly level: Level;
  /** Why, and what to do. */
  readonly message: string;
  /** Names the generation, as the resource does: the day it was issued. */
  readonly generation: string;
  readonly keyId: string;
  readonly issuedOn: string;
  readonly expiresOn: string;
  readonly daysLeft: number;
  readonly nextRotationOn: string;
  /** While an older secret lives: the instant by which UiPath must have this one. */
  readonly enterInUipathBy?: string;
}

/**
 * With daily runs a secret is replaced on the day the next one is issued, with the whole overlap left. So the default
 * is to warn a day after that day has passed unused, and to call it critical when half the overlap is gone.
 */
export function secretStatus(outputs: OAuthOutputs, now: number, thresholds: Thresholds): SecretStatus {
  const dates = secretDates(outputs);
  const due = dueEntry(dates, now, thresholds.entered);
  const [level, message] = verdict(dates, now, thresholds);
  return {
    level,
    message,
    generation: secretName(dates.issued),
    keyId: dates.keyId,
    issuedOn: outputs.clientSecretIssuedOn,
    expiresOn: outputs.clientSecretExpiresOn,
    daysLeft: daysUntil(dates.expires, now),
    nextRotationOn: outputs.nextRotationOn,
    ...(due?.why === "rotated" && { enterInUipathBy: outputs.previousClientSecretExpiresOn }),
  };
}

/** The dates of the outputs as instants. */
export function secretDates(outputs: OAuthOutputs): SecretDates {
  const previous = outputs.previousClientSecretExpiresOn;
  return {
    keyId: outputs.clientSecretKeyId,
    issued: instantOf(outputs.clientSecretIssuedOn),
    expires: instantOf(outputs.clientSecretExpiresOn),
    next: instantOf(outputs.nextRotationOn),
    previousExpires: previous === undefined ? undefined : instantOf(previous),
  };
}

function verdict(dates: SecretDates, now: number, thresholds: Thresholds): [Level, string] {
  const { keyId, expires, next } = dates;
  const due = dueEntry(dates, now, thresholds.entered);
  const overlap = expires - next;
  const left = expires - now;
  const critical = thresholds.critical === undefined ? overlap / 2 : thresholds.critical * dayMs;
  const warn = thresholds.warn === undefined ? Math.max(overlap - dayMs, critical) : thresholds.warn * dayMs;
  const issue = `${next <= now ? "was to be issued" : "is issued"} on ${shortInstant(next)}${next <= now ? ": run `pulumi up`" : ""}`;
  const acknowledge = `enter the new one, then say so with --entered ${keyId}`;

  if (left <= 0) {
    const gone = `expired on ${shortInstant(expires)}, so UiPath cannot sign in`;
    return ["critical", `${gone}: run \`pulumi up\`, then enter the new secret`];
  }
  if (left <= critical) return ["critical", `${dayCount(daysUntil(expires, now))} left, and the next secret ${issue}`];
  if (due?.why === "ended") {
    const ended = `the secret before ended on ${shortInstant(due.at)}, and nothing says that UiPath has this one`;
    return ["critical", `${ended}: ${acknowledge}`];
  }
  if (due?.why === "revoked") {
    const revoked = `every earlier secret was revoked on ${shortInstant(due.at)}, so UiPath cannot sign in`;
    return ["critical", `${revoked}: ${acknowledge}`];
  }
  if (left <= warn) return ["warning", `${dayCount(daysUntil(expires, now))} left, and the next secret ${issue}`];
  if (!due) return ["ok", `the next secret ${issue}`];
  const by = `UiPath must have this secret by ${shortInstant(due.at)}, in ${dayCount(daysUntil(due.at, now))}; then the old one stops working`;
  return [urgency(due.at - now, overlap), by];
}

/** How urgent it is to enter a new secret, by what is left of the overlap. */
function urgency(left: number, overlap: number): Level {
  if (left <= overlap / 8) return "critical";
  return left <= overlap / 2 ? "warning" : "ok";
}

/** The exit code of several: critical before unknown before warning, as monitoring plugins have it. */
export function worst(found: readonly Level[]): Level {
  return (["critical", "unknown", "warning"] as const).find((level) => found.includes(level)) ?? "ok";
}
