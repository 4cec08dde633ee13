import { proofOf, proofWaits, unprovedMessage, type Proof } from "./secretProofAnswers";

/** A secret to prove, and where. */
export interface SecretToProve {
  /** Name of its resource, for messages. */
  readonly name: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly secret: string;
  /** Sign-in host of the cloud. */
  readonly loginHost: string;
  /** A metadata host in place of the cloud's own, as the provider's `metadataHost`; it names the sign-in endpoint. */
  readonly metadataHost: string | undefined;
}

/** The network and the time, as the proof uses them. */
export interface ProofContext {
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  readonly wait: (seconds: number) => Promise<void>;
}

export const realContext: ProofContext = {
  fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(10_000) }),
  wait: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
};

/**
 * Asks for one app-only token until the secret is honoured everywhere the request may land.
 *
 * @returns why no token was issued although the secret was accepted; `undefined` where one was
 * @throws Error when the secret was not accepted in time
 */
export async function proveSecret(
  secret: SecretToProve,
  context: ProofContext = realContext,
): Promise<string | undefined> {
  let last = await requestToken(secret, context);
  for (const seconds of proofWaits) {
    if (last.kind !== "notYet") break;
    await context.wait(seconds);
    last = await requestToken(secret, context);
  }
  if (last.kind === "notYet") throw new Error(unprovedMessage(secret.name, last.why));
  return last.kind === "accepted" ? last.why : undefined;
}

async function requestToken(secret: SecretToProve, { fetch }: ProofContext): Promise<Proof> {
  try {
    const login = await loginEndpoint(secret, fetch);
    const response = await fetch(`${login}/${secret.tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: secret.clientId,
        client_secret: secret.secret,
        // The GUID form: asked for by its URI, an application's own API answers AADSTS90009.
        scope: `${secret.clientId}/.default`,
      }),
    });
    return proofOf(response.status, await response.json().catch(() => undefined));
  } catch (error) {
    return { kind: "notYet", why: `no answer from the token endpoint (${networkReason(error)})` };
  }
}

async function loginEndpoint(secret: SecretToProve, fetch: ProofContext["fetch"]): Promise<string> {
  if (secret.metadataHost === undefined) return `https://${secret.loginHost}`;
  const response = await fetch(`https://${secret.metadataHost}/metadata/endpoints?api-version=2022-09-01`);
  const metadata = (await response.json()) as { authentication: { loginEndpoint: string } };
  return metadata.authentication.loginEndpoint.replace(/\/$/, "");
}

/** `fetch` hides the reason of a failed connection in `cause`. */
function networkReason(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string } };
  return cause?.code ?? message ?? "unknown";
}
