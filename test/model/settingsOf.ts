import { parseInstant } from "../../model/instant";
import { type OAuthSettings, readSettings, type RunFacts, type Settings } from "../../model/settings";

/** The instant the settings of these tests are read at. */
export const now = parseInstant("2026-11-23T09:15:30Z") ?? NaN;

const right: Readonly<Record<string, unknown>> = {
  authentication: "oauth",
  displayName: "ICM API",
  redirectUris: ["https://cloud.uipath.com/provisioning_/callback"],
  implicitAccessTokens: true,
  assignmentRequired: false,
  scopes: [{ value: "user_impersonation" }],
  rotation: { firstIssued: "2026-11-23", lifetimeDays: 365, overlapDays: 60, description: "API secret" },
  owners: [],
  protect: false,
  clientApplication: "same",
  acceptGuidAudience: false,
  cloud: "public",
  adminConsent: false,
};

/** What a configuration reads as that differs from a right one; `undefined` leaves a setting out. */
export function settingsOf(changes: Readonly<Record<string, unknown>>, facts: Partial<RunFacts> = {}) {
  const values = Object.entries({ ...right, ...changes }).filter(([, value]) => value !== undefined);
  const raw = values.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]);
  return readSettings(Object.fromEntries(raw) as Record<string, string>, { now, ...facts });
}

/** The keys of the problems with such a configuration. */
export function keysOf(changes: Readonly<Record<string, unknown>>, facts: Partial<RunFacts> = {}): string[] {
  const settings = settingsOf(changes, facts);
  return Array.isArray(settings) ? settings.map(({ key }) => key) : [];
}

/** The settings of such a configuration, which has no problems. */
export function readOAuth(changes: Readonly<Record<string, unknown>>): OAuthSettings {
  const settings: Settings | readonly unknown[] = settingsOf(changes);
  if ("authentication" in settings && settings.authentication === "oauth") return settings;
  throw new Error(JSON.stringify(settings));
}
