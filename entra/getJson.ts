import { UserError } from "./userError";
import type { Fetch } from "./context";

/** Nothing answers at an address, so nothing can be said about what is there. */
export class Unreachable extends UserError {}

/** The JSON document at an address; every failure is a message that names the address. */
export async function getJson(url: string, fetch: Fetch): Promise<unknown> {
  const answer = await reached(url, () => fetch(url, { headers: { accept: "application/json" } }));
  if (answer.status !== 200)
    throw new UserError("unclassified", `${url} answers ${answer.status}, not with a document`);
  try {
    return await answer.json();
  } catch {
    throw new UserError("unclassified", `${url} answers with something that is not JSON`);
  }
}

/** Calls out; where nothing answers, says why in words. */
export async function reached(url: string, call: () => Promise<Response>): Promise<Response> {
  try {
    return await call();
  } catch (error) {
    throw new Unreachable("unreachable", `cannot reach ${new URL(url).origin}: ${networkProblem(error)}`);
  }
}

const causes: Readonly<Record<string, string>> = {
  ENOTFOUND: "there is no such host; check the name, and the network",
  EAI_AGAIN: "the host's name cannot be looked up; check the network",
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was cut",
  ETIMEDOUT: "it does not answer",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted(),
  SELF_SIGNED_CERT_IN_CHAIN: untrusted(),
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted(),
  CERT_HAS_EXPIRED: "its certificate has expired; check this machine's clock too",
};

function untrusted(): string {
  return "its certificate is not trusted; give the authority's with NODE_EXTRA_CA_CERTS=FILE";
}

function networkProblem(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  const code = cause?.code ?? (error as NodeJS.ErrnoException).code ?? "";
  if (name === "TimeoutError") return "it does not answer";
  return causes[code] ?? cause?.message ?? message;
}
