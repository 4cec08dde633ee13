import assert from "node:assert/strict";
import { parse } from "yaml";
import { parseInstant } from "../../model/instant";
import { readRotation, type Rotation, type RotationSettings } from "../../model/rotationSettings";
import { type OAuthSettings, readSettings } from "../../model/settings";
import { stackConfig } from "../../workbench/engine/stackConfig";

/**
 * The settings after a person has done what a refusal says: pasted its lines, or removed the kept secret it misses.
 * Reads the lines without a YAML parser, 30 times as fast; {@link rotationAfterPasting} checks that it reads them right.
 */
export function pastedRotation(message: string, before: RotationSettings): RotationSettings {
  const [, gone] = /^rotation\.keep names a client secret issued (\S+),/.exec(message) ?? [];
  if (gone !== undefined) {
    const keep = before.keep?.filter(({ issued }) => parseInstant(issued) !== parseInstant(gone)) ?? [];
    return { ...before, keep };
  }
  const [, firstIssued, lifetime, overlap] =
    / {4}firstIssued: "(.+)"\n {4}lifetimeDays: (\d+)\n {4}overlapDays: (\d+)\n/.exec(message) ?? [];
  if (firstIssued === undefined) return before;
  const keep = [...message.matchAll(/ {6}- \{ issued: "(.+)", expires: "(.+)" \}/g)].map(
    ([, issued = "", expires = ""]) => ({ issued, expires }),
  );
  const { description } = before;
  return { firstIssued, lifetimeDays: Number(lifetime), overlapDays: Number(overlap), description, keep };
}

/** What a stack's file means once the lines of a message stand in it, read as the program reads it. */
export function rotationAfterPasting(message: string | undefined, before: Rotation, now: number): Rotation {
  assert.ok(message);
  const lines = message.split("\n").filter((line) => line.startsWith("  icertis-access:") || line.startsWith("    "));
  const { config } = parse(["config:", ...lines].join("\n")) as { config: Record<string, unknown> };
  const settings = readSettings(plain(stackConfig("prod", config)), { now });
  assert.ok(!Array.isArray(settings), JSON.stringify(settings));
  const { rotation } = settings as OAuthSettings;
  const { description } = before;
  const byHand = pastedRotation(message, { description, lifetimeDays: 0, overlapDays: 0 });
  assert.deepEqual(rotation, readRotation(byHand, now));
  return rotation;
}

/** The keys without the project's prefix. */
function plain(config: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace(/^.*:/, ""), value]));
}
