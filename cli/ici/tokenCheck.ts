import type { JSONWebKeySet, JWTPayload } from "jose";
import { compactVerify, createLocalJWKSet, decodeJwt, errors } from "jose";
import type { CheckStep, StepName } from "./checkStep";
import { failed, passed, stepNames } from "./checkStep";
import type { OauthSettings } from "./oauthSettings";
import { oauthSettings, SettingError } from "./oauthSettings";

export interface TokenCheck {
  /** The four keys of tenant.json: key → object with a `Value`. */
  readonly tenantJson: Readonly<Record<string, unknown>>;
  /** The bearer token, without "Bearer". It appears in no step. */
  readonly token: string;
  /** Object ids registered as ICI users; undefined: anybody is. */
  readonly registeredUsers?: readonly string[];
  /** Fetches a JSON document; rejects when there is none. */
  readonly getJson: (url: string) => Promise<unknown>;
  readonly now: Date;
}

export interface TokenVerdict {
  readonly accepted: boolean;
  /** The steps taken, in order; the last one decides. */
  readonly steps: readonly CheckStep[];
}

/** Seconds by which clocks may differ, the default of .NET's validator being five minutes. */
const clockTolerance = 300;

/**
 * Decides about a bearer token as ICI's handler would from its tenant.json: settings, discovery document, keys,
 * signature, issuer, audience, lifetime, user claim, registered user. The first failure decides. Nothing but `getJson`
 * touches the outside, so it serves the sandbox and the real Entra ID alike.
 */
export async function checkToken(check: TokenCheck): Promise<TokenVerdict> {
  const steps: CheckStep[] = [];
  for await (const step of walk(check)) {
    steps.push(step);
    if (!step.ok) return { accepted: false, steps };
  }
  return { accepted: steps.length === stepNames.length, steps };
}

async function* walk({ tenantJson, token, registeredUsers, getJson, now }: TokenCheck): AsyncGenerator<CheckStep> {
  let settings: OauthSettings;
  try {
    settings = oauthSettings(tenantJson);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    yield failed("settings", error.got, error.expected, "send Icertis the tenantJson output of the stack");
    return;
  }
  yield passed("settings", "four keys");
  const document = await fetched(getJson, settings.discoveryEndpoint);
  const jwksUri = (document.value as { jwks_uri?: unknown } | undefined)?.jwks_uri;
  yield step(
    "discovery",
    typeof jwksUri === "string",
    document.problem ?? jwksUri,
    "a document with jwks_uri",
    "check the tenant id and host in STSDiscoveryEndpoint",
  );
  const keys = await fetched(getJson, String(jwksUri));
  const list = (keys.value as { keys?: unknown } | undefined)?.keys;
  const count = Array.isArray(list) ? list.length : 0;
  yield step(
    "keys",
    count > 0,
    keys.problem ?? String(count),
    "a list of signing keys",
    "the metadata document points at no usable key set",
  );
  const signature = await signatureProblem(token, { keys: list } as JSONWebKeySet);
  yield step(
    "signature",
    signature === undefined,
    signature ?? "signed by a published key",
    "signed by a key of the metadata document",
    "the token is of another tenant, or is for Microsoft Graph: ask for the API's scope",
  );
  yield* claims(decodeJwt(token), settings, registeredUsers, now);
}

function* claims(
  payload: JWTPayload,
  settings: OauthSettings,
  registeredUsers: readonly string[] | undefined,
  now: Date,
): Generator<CheckStep> {
  const { iss, aud, exp = 0, nbf = 0 } = payload;
  yield step(
    "issuer",
    iss === settings.issuer,
    iss,
    settings.issuer,
    "set the API's requestedAccessTokenVersion, or ValidIssuer, so that they agree",
  );
  const audiences = [aud ?? []].flat();
  yield step(
    "audience",
    audiences.some((one) => settings.audiences.includes(one)),
    aud,
    settings.audiences.join(", "),
    "ask for api://{clientId}/{scope}, or accept the GUID audience (acceptGuidAudience)",
  );
  const seconds = now.getTime() / 1000;
  const isAlive = seconds < exp + clockTolerance && seconds >= nbf - clockTolerance;
  yield step(
    "lifetime",
    isAlive,
    `${instant(nbf)} to ${instant(exp)}`,
    `valid at ${now.toISOString()}`,
    "get a new token; check both clocks",
  );
  const user = payload[settings.userClaim];
  yield step(
    "userClaim",
    typeof user === "string" && user !== "",
    user,
    `a claim ${settings.userClaim}`,
    "ask for the profile scope, which brings the object id",
  );
  const isRegistered = registeredUsers === undefined || registeredUsers.includes(String(user));
  yield step(
    "registeredUser",
    isRegistered,
    user,
    "the object id of a registered ICI user",
    "register this object id in ICI (for an application: its service principal's)",
  );
}

function step(name: StepName, ok: boolean, got: unknown, expected: string, remedy: string): CheckStep {
  return ok ? passed(name, got) : failed(name, got, expected, remedy);
}

async function fetched(getJson: TokenCheck["getJson"], url: string): Promise<{ value?: unknown; problem?: string }> {
  try {
    return { value: await getJson(url) };
  } catch (error) {
    return { problem: `${url}: ${(error as Error).message}` };
  }
}

/** Undefined when one of the keys made the signature; lifetime and claims are judged later, each on its own. */
async function signatureProblem(token: string, jwks: JSONWebKeySet): Promise<string | undefined> {
  try {
    await compactVerify(token, createLocalJWKSet(jwks));
    return undefined;
  } catch (error) {
    return error instanceof errors.JOSEError ? error.message : "not a JWT";
  }
}

function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
