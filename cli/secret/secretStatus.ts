import { dayMs } from "../../model/instant";
import type { OAuthOutputs } from "../../model/outputs";
import { secretName } from "../../model/rotation";
import { dayCount, daysUntil, instantOf, shortInstant } from "../days";

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
  /** Names the generation, as the resource does: the day it fell due. */
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
 * With daily runs a secret is replaced on the day the next one falls due, with the whole overlap left. So the default
 * is to warn a day after that day has passed unused, and to call it critical when half the overlap is gone.
 */
export function secretStatus(outputs: OAuthOutputs, now: number, thresholds: Thresholds): SecretStatus {
  const expires = instantOf(outputs.clientSecretExpiresOn);
  const next = instantOf(outputs.nextRotationOn);
  const previous = instantOf(outputs.previousClientSecretExpiresOn ?? "");
  const overlap = expires - next;
  const left = expires - now;
  const critical = thresholds.critical === undefined ? overlap / 2 : thresholds.critical * dayMs;
  const warn = thresholds.warn === undefined ? Math.max(overlap - dayMs, critical) : thresholds.warn * dayMs;
  const daysLeft = daysUntil(expires, now);
  const needed = previous > now && thresholds.entered !== outputs.clientSecretKeyId;

  const due =
    next <= now ? `fell due on ${shortInstant(next)}: run \`pulumi up\`` : `falls due on ${shortInstant(next)}`;
  const facts: [Level, string] =
    left <= 0
      ? [
          "critical",
          `expired on ${shortInstant(expires)}, so UiPath cannot sign in: run \`pulumi up\`, then enter the new secret`,
        ]
      : left <= warn
        ? [left <= critical ? "critical" : "warning", `${dayCount(daysLeft)} left, and the next secret ${due}`]
        : needed
          ? [
              previous - now <= overlap / 2 ? "warning" : "ok",
              `UiPath must have this secret by ${shortInstant(previous)}, in ${dayCount(daysUntil(previous, now))}; then the old one stops working`,
            ]
          : ["ok", `the next secret ${due}`];
  return {
    level: facts[0],
    message: facts[1],
    generation: secretName(instantOf(outputs.clientSecretIssuedOn)),
    keyId: outputs.clientSecretKeyId,
    issuedOn: outputs.clientSecretIssuedOn,
    expiresOn: outputs.clientSecretExpiresOn,
    daysLeft,
    nextRotationOn: outputs.nextRotationOn,
    ...(needed ? { enterInUipathBy: outputs.previousClientSecretExpiresOn } : {}),
  };
}

/** The exit code of several: critical before unknown before warning, as monitoring plugins have it. */
export function worst(found: readonly Level[]): Level {
  return (["critical", "unknown", "warning"] as const).find((level) => found.includes(level)) ?? "ok";
}
