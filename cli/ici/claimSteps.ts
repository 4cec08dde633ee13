import { type CheckStep, checkStep } from "./checkStep";
import type { OauthSettings } from "./oauthSettings";

/** Seconds by which clocks may differ, the default of .NET's validator being five minutes. */
export const clockTolerance = 300;

/** The last second of year 9999, where .NET's calendar ends. */
const lastSecond = 253_402_300_799;

/** What ICI makes of the claims of a token whose signature is right, in its order, types as in RFC 7519 §4.1. */
export function* claimSteps(
  claims: Readonly<Record<string, unknown>>,
  settings: OauthSettings,
  registeredUsers: readonly string[] | undefined,
  now: Date,
): Generator<CheckStep> {
  const { iss, aud } = claims;
  yield checkStep("issuer", {
    ok: iss === settings.issuer,
    got: iss,
    expected: settings.issuer,
    hint: "set the API's requestedAccessTokenVersion, or ValidIssuer, so that they agree",
  });
  const audiences = typeof aud === "string" ? [aud] : aud;
  const areTexts = Array.isArray(audiences) && audiences.every((one) => typeof one === "string");
  yield checkStep("audience", {
    ok: areTexts && audiences.some((one) => settings.audiences.includes(one)),
    got: aud,
    expected: settings.audiences.join(", "),
    hint: "ask for api://{clientId}/{scope}, or accept the GUID audience (acceptGuidAudience)",
  });
  yield lifetimeStep(claims, now);
  const user = Object.hasOwn(claims, settings.userClaim) ? claims[settings.userClaim] : undefined;
  yield checkStep("userClaim", {
    ok: typeof user === "string" && user !== "",
    got: user,
    expected: `a claim ${settings.userClaim}`,
    hint: "ask for the profile scope, which brings the object id",
  });
  yield checkStep("registeredUser", {
    ok: registeredUsers === undefined || registeredUsers.includes(String(user)),
    got: user,
    expected: "the object id of a registered ICI user",
    hint: "register this object id in ICI (for an application: its service principal's)",
  });
}

/** .NET asks for an expiry; the start may be missing. */
function lifetimeStep({ nbf, exp }: Readonly<Record<string, unknown>>, now: Date): CheckStep {
  const seconds = now.getTime() / 1000;
  const isDated = isDate(exp) && (nbf === undefined || isDate(nbf));
  const start = isDate(nbf) ? nbf : 0;
  return checkStep("lifetime", {
    ok: isDated && start <= exp && seconds <= exp + clockTolerance && seconds >= start - clockTolerance,
    got: `${instant(nbf)} to ${instant(exp)}`,
    expected: isDated ? `valid at ${now.toISOString()}` : "exp, and nbf where there is one, in seconds since 1970",
    hint: isDated ? "get a new token; check both clocks" : "this is no token of Entra ID",
  });
}

/** A `NumericDate`: a number, never a text, within the calendar. */
function isDate(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= lastSecond;
}

function instant(value: unknown): string {
  if (value === undefined) return "…";
  return isDate(value) ? new Date(value * 1000).toISOString() : JSON.stringify(value).slice(0, 40);
}
