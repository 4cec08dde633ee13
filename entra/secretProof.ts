import type { Context } from "./context";
import { endpoints, type Place, variablesOf } from "./endpoints";
import { isUnreachable } from "./network";
import { processContext } from "./processContext";
import { askForToken, type TokenAnswer } from "./tokenClient";
import { UserError } from "./userError";

/** A secret to prove, and where. */
export interface SecretToProve extends Place {
  /** Name of its resource, for messages. */
  readonly name: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly secret: string;
}

/** What one token request says of a new client secret. */
type Proof =
  | { readonly kind: "proved" }
  /** The secret was accepted, but no token was issued for another reason, such as a Conditional Access policy. */
  | { readonly kind: "accepted"; readonly why: string }
  /** Not known everywhere yet; worth asking again. */
  | { readonly kind: "notYet"; readonly why: string }
  | { readonly kind: "unreachable"; readonly why: string };

/**
 * AADSTS codes that a credential written seconds ago can meet while it spreads: wrong secret, application not found,
 * service principal not found (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).
 */
const spreading = [7000215, 700016, 7000229];

/** Seconds to wait before each further request; measured: Entra ID honours a new secret after 4 to 18 s. */
const waits = [1, 2, 3, 4, 5, 5, 5, 5, 10, 10, 10];

/**
 * Asks for one app-only token until the secret is honoured everywhere the request may land.
 *
 * @returns why no token was issued although the secret was accepted; `undefined` where one was
 * @throws UserError when the secret was not accepted in time, or nothing answered
 */
export async function proveSecret(
  secret: SecretToProve,
  context: Pick<Context, "fetch" | "wait"> = processContext(),
): Promise<string | undefined> {
  let last = await prove(secret, context);
  for (const seconds of waits) {
    if (last.kind === "proved" || last.kind === "accepted") break;
    await context.wait(seconds * 1000);
    last = await prove(secret, context);
  }
  if (last.kind === "proved") return undefined;
  if (last.kind === "accepted") return last.why;
  const seconds = waits.reduce((sum, wait) => sum + wait, 0);
  const again = "run `pulumi up` again: it goes on with this secret and asks once more";
  const unpublished = "so it was not published; the one before stays in use";
  if (last.kind === "unreachable") {
    const problem = `nothing answered for ${seconds} seconds whether the new client secret ${secret.name} is accepted (${last.why}), ${unpublished}`;
    throw new UserError("secret-unproved", problem, again);
  }
  const problem = `the new client secret ${secret.name} was not accepted for ${seconds} seconds (last answer: ${last.why}), ${unpublished}`;
  throw new UserError("secret-not-accepted", problem, again);
}

async function prove(secret: SecretToProve, { fetch }: Pick<Context, "fetch">): Promise<Proof> {
  const { tenantId, clientId } = secret;
  try {
    const { login } = await endpoints({ environment: variablesOf(secret), fetch });
    // The GUID form: asked for by its URI, an application's own API answers AADSTS90009.
    const scope = `${clientId}/.default`;
    return proofOf(await askForToken({ login, tenantId, clientId, scope, proof: { secret: secret.secret } }, fetch));
  } catch (error) {
    // A certificate that is not trusted now will not be in a minute.
    if (error instanceof UserError && error.code === "certificate-untrusted") throw error;
    if (error instanceof UserError && isUnreachable(error)) return { kind: "unreachable", why: error.message };
    if (error instanceof UserError) return { kind: "notYet", why: error.message };
    throw error;
  }
}

function proofOf({ status, token, codes }: TokenAnswer): Proof {
  if (token !== undefined) return { kind: "proved" };
  if (codes.length === 0) return { kind: "notYet", why: `status ${status}` };
  const why = codes.map((code) => `AADSTS${code}`).join(", ");
  return { kind: codes.some((code) => spreading.includes(code)) ? "notYet" : "accepted", why };
}
