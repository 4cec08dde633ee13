import type { OAuthOutputs } from "../../model/outputs";
import { graphClientId } from "../../model/graphPermissions";
import { isGuid } from "../../model/guid";
import { scopeValueOf } from "../../model/handoff";
import { identifierUriOf } from "../../model/token";
import { fragment } from "../tenantJson/wantedSettings";
import { checkToken } from "../ici/tokenCheck";
import type { CheckStep } from "../ici/checkStep";
import { decodeToken } from "../ici/signature";

/** One step of the check as it is shown. */
export interface TokenStep {
  readonly step: string;
  /** `open`: this kind of token cannot prove it. */
  readonly result: "ok" | "wrong" | "open";
  readonly got: string;
  readonly expected: string;
  readonly hint: string;
}

/** What is checked, and against what. */
interface CheckedToken {
  readonly token: string;
  /** Whether no user signed in for it. */
  readonly appOnly: boolean;
  /** The four keys, by name. */
  readonly tenantJson: Readonly<Record<string, unknown>>;
  readonly outputs: OAuthOutputs;
  readonly now: number;
  readonly getJson: (url: string) => Promise<unknown>;
}

type Claims = Readonly<Record<string, unknown>>;

const audiencesKey = "Core.API.OAuth.ValidAudiences";

/** Checks a token as ICI would, and for what ICI leaves to others: its version, and the permission in it. */
export async function tokenSteps(check: CheckedToken): Promise<TokenStep[]> {
  const { token, outputs, getJson } = check;
  const now = new Date(check.now);
  const claims = decodeToken(token)?.claims ?? {};
  if (isIdToken(claims)) return [idTokenStep];
  const first = await checkToken({ tenantJson: check.tenantJson, token, getJson, now });
  const failed = first.steps.at(-1);
  const guid = outputs.apiClientId ?? outputs.clientId;
  // Requested by GUID, an app-only token has the GUID as audience: all but that can be proved.
  const isOpen = check.appOnly && failed?.step === "audience" && !failed.ok && claims.aud === guid;
  const verdict = isOpen
    ? await checkToken({ tenantJson: acceptingGuid(check.tenantJson, guid), token, getJson, now })
    : first;
  const steps = verdict.steps.map((step) =>
    isOpen && step.step === "audience" ? openAudience(guid) : shown(step, claims),
  );
  const signed = steps.findIndex(({ step }) => step === "signature");
  if (signed >= 0 && steps[signed]?.result === "ok") steps.splice(signed + 1, 0, versionStep(claims, outputs));
  if (verdict.accepted) steps.push(permissionStep(claims, outputs, check.appOnly));
  return steps;
}

function shown({ step, ok, got, expected, hint }: CheckStep, claims: Claims): TokenStep {
  const result = ok ? "ok" : "wrong";
  if (step === "registeredUser" && ok) {
    const user = claims["preferred_username"] ?? claims["upn"] ?? claims["unique_name"];
    const who = typeof user === "string" ? ` (${user})` : "";
    return {
      step,
      result: "open",
      got: `${got}${who}`,
      expected: "",
      hint: "only ICI knows: this object id must be registered there",
    };
  }
  if (step === "signature" && !ok && isForGraph(claims)) {
    const what = "the token is for Microsoft Graph: the Scope field in UiPath lacks api://{clientId}/ before the scope";
    return { step, result, got, expected, hint: what };
  }
  return { step, result, got, expected, hint };
}

function isForGraph({ aud }: Claims): boolean {
  return aud === graphClientId || /^https:\/\/[\w.-]*graph\.microsoft\./.test(String(aud));
}

/** An access token says which client it was given to, and what that may do; an ID token has its client as audience. */
function isIdToken(claims: Claims): boolean {
  return !["appid", "azp", "scp", "roles"].some((name) => Object.hasOwn(claims, name)) && isGuid(String(claims["aud"]));
}

const idTokenStep: TokenStep = {
  step: "tokenKind",
  result: "wrong",
  got: "an ID token, which says who signed in and opens no API",
  expected: "an access token",
  hint: "take access_token from the same answer, not id_token",
};

function openAudience(guid: string): TokenStep {
  return {
    step: "audience",
    result: "open",
    got: guid,
    expected: identifierUriOf(guid),
    hint: "not proved: an application gets a token for itself only with its GUID as audience; sign a user in (without --app-only)",
  };
}

function versionStep({ ver }: Claims, { tenantJson }: OAuthOutputs): TokenStep {
  const issuer = fragment(tenantJson, "the stack")["Core.API.OAuth.ValidIssuer"]?.Value;
  const expected = issuer?.endsWith("/v2.0") ? "2.0" : "1.0";
  const ok = ver === expected;
  return {
    step: "version",
    result: ok ? "ok" : "wrong",
    got: String(ver),
    expected: ok ? "" : expected,
    hint: ok ? "" : `set the API's requestedAccessTokenVersion to ${expected[0]}: pulumi up --refresh`,
  };
}

function permissionStep(claims: Claims, outputs: OAuthOutputs, appOnly: boolean): TokenStep {
  const { scopes } = outputs;
  const held = [claims["scp"], claims["roles"]].flat().filter(Boolean).join(" ");
  const known = scopes.map(scopeValueOf);
  if (appOnly) {
    return {
      step: "permission",
      result: "ok",
      got: held || "none, as an application's own token has none",
      expected: "",
      hint: "",
    };
  }
  const ok = held.split(" ").some((scope) => known.includes(scope));
  const hint = "put the whole Scope text of the hand-off into UiPath's Scope field";
  return {
    step: "permission",
    result: ok ? "ok" : "wrong",
    got: held || "nothing",
    expected: ok ? "" : known.join(" or "),
    hint: ok ? "" : hint,
  };
}

function acceptingGuid(tenantJson: Readonly<Record<string, unknown>>, guid: string): Record<string, unknown> {
  const entry = tenantJson[audiencesKey] as { readonly Value?: unknown };
  return { ...tenantJson, [audiencesKey]: { ...entry, Value: `${String(entry.Value)},${guid}` } };
}
