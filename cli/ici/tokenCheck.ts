import { type CheckStep, checkStep, stepNames } from "./checkStep";
import { claimSteps } from "./claimSteps";
import { oauthSettings } from "./oauthSettings";
import { checkSignature, decodeToken } from "./signature";
import { isSecureUrl } from "../../model/url";

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
  const settings = oauthSettings(tenantJson);
  if ("got" in settings) {
    yield checkStep("settings", { ok: false, ...settings, hint: "send Icertis the tenantJson output of the stack" });
    return;
  }
  yield checkStep("settings", { ok: true, got: "four keys", expected: "", hint: "" });
  const document = await member(getJson, settings.discoveryEndpoint, "jwks_uri");
  const address = document.value;
  yield checkStep("discovery", {
    ok: isSecureUrl(address),
    got: document.problem ?? address,
    expected: "a document with jwks_uri, an https address",
    hint: "check the tenant id and host in STSDiscoveryEndpoint",
  });
  const { value: keys, problem } = await member(getJson, String(address), "keys");
  const list: readonly unknown[] = Array.isArray(keys) ? keys : [];
  yield checkStep("keys", {
    ok: list.length > 0,
    got: problem ?? String(list.length),
    expected: "a list of signing keys",
    hint: "the metadata document points at no usable key set",
  });
  yield checkStep("signature", {
    ...(await checkSignature(token, list)),
    expected: "signed by a key of the metadata document",
    hint: "the token is of another tenant, or is for Microsoft Graph: ask for the API's scope",
  });
  yield* claimSteps(decodeToken(token)?.claims ?? {}, settings, registeredUsers, now);
}

/** One member of a JSON document that may be anything, or nothing at all. */
async function member(
  getJson: TokenCheck["getJson"],
  url: string,
  name: string,
): Promise<{ readonly value?: unknown; readonly problem?: string }> {
  try {
    const document = await getJson(url);
    return { value: (document as Readonly<Record<string, unknown>> | null)?.[name] };
  } catch (error) {
    return { problem: `${url}: ${(error as Error).message}` };
  }
}
