import type { Environment, Fetch, FetchInit } from "./context";
import { UserError } from "./userError";
import { parseUrl } from "../model/url";

/** How long a server may take for its whole answer. */
const timeoutMs = 30_000;
/** No answer that is asked for is nearly as large. */
const largestAnswer = 10 * 1024 * 1024;

/** The network of this machine, through the proxy that the environment names, if it names one. */
export function processFetch(environment: Environment): Fetch {
  const proxied = once(() => throughProxy(environment));
  return explained(async (url, init) => {
    const options = { ...init, redirect: "manual", signal: AbortSignal.timeout(timeoutMs) } as const;
    // `globalThis.fetch` is looked up for each request, so that it can be replaced.
    return whole(url, await (hasProxy(environment) ? (await proxied())(url, options) : fetch(url, options)));
  });
}

/** The JSON document at an address; every failure is a message that names the address. */
export async function getJson(url: string, fetch: Fetch): Promise<unknown> {
  const answer = await explained(fetch)(url, { headers: { accept: "application/json" } });
  if (answer.status !== 200)
    throw new UserError("document-missing", `${url} answers ${answer.status}, not with a document`);
  try {
    return await answer.json();
  } catch {
    throw new UserError("document-invalid", `${url} answers with something that is not JSON`);
  }
}

/** A `fetch` whose failures are errors of ours: what the runtime says may quote a secret. */
export function explained(fetch: Fetch): Fetch {
  return async (url, init = {}) => {
    checkRequest(url, init);
    try {
      return await fetch(url, init);
    } catch (error) {
      throw error instanceof UserError ? error : networkError(url, error);
    }
  };
}

/** Whether nothing could be asked, which says nothing about what the answer would be. */
export function isUnreachable({ code }: UserError): boolean {
  return ["unreachable", "certificate-untrusted", "certificate-invalid"].includes(code);
}

/** Line ends and control characters in a header are an attack or a slip of the one who pasted it. */
export function checkHeaderValue(name: string, value: string): void {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return;
  throw new UserError(
    "header-invalid",
    `the value for the header ${name} holds a line end or another character that no header can carry`,
    "take it again, without what came along when it was copied",
  );
}

function checkRequest(url: string, { headers = {} }: FetchInit): void {
  if (!parseUrl(url)) throw new UserError("address-invalid", "what should be called is not an address");
  const { username, password, host } = new URL(url);
  if (username !== "" || password !== "") {
    throw new UserError("address-invalid", `the address of ${host} holds a user name or password`, "leave it out");
  }
  for (const [name, value] of Object.entries(headers)) checkHeaderValue(name, value);
}

/** The answer with its body read, so that neither its size nor its end depends on the server. */
async function whole(url: string, answer: Response): Promise<Response> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > largestAnswer) {
      const most = `${largestAnswer / 1024 / 1024} MB`;
      throw new UserError(
        "answer-too-large",
        `${new URL(url).origin} answers with more than ${most}; not read further`,
      );
    }
    chunks.push(chunk);
  }
  const { status, statusText } = answer;
  const headers = [...answer.headers].filter(([name]) => name !== "content-encoding" && name !== "content-length");
  return new Response(status === 204 || status === 304 ? null : Buffer.concat(chunks), { status, statusText, headers });
}

const proxyVariables = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"] as const;

function hasProxy(environment: Environment): boolean {
  return proxyVariables.some((name) => environment[name]);
}

/** Node's own `fetch` does not know the proxy variables, which the provider, written in Go, honours. */
async function throughProxy(environment: Environment): Promise<typeof fetch> {
  const { EnvHttpProxyAgent, fetch: proxiedFetch } = await import("undici");
  const [httpsProxy, httpProxy] = [proxyOf("https_proxy", environment), proxyOf("http_proxy", environment)];
  const noProxy = environment["no_proxy"] || environment["NO_PROXY"] || "";
  const dispatcher = new EnvHttpProxyAgent({ httpProxy, httpsProxy, noProxy });
  return (url, init) => proxiedFetch(url as string, { ...(init as object), dispatcher });
}

function proxyOf(name: "https_proxy" | "http_proxy", environment: Environment): string {
  const given = environment[name] || environment[name.toUpperCase()] || "";
  const address = given === "" || given.includes("://") ? given : `http://${given}`;
  if (address === "" || parseUrl(address)) return address;
  throw new UserError("proxy-invalid", `${name.toUpperCase()} is not an address`, "give it as http://HOST:PORT");
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

const untrusted = [
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
];
const certificateProblems: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has expired; check this machine's clock too",
  CERT_NOT_YET_VALID: "its certificate is not valid yet; check this machine's clock",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
};
const problems: Readonly<Record<string, string>> = {
  ENOTFOUND: "there is no such host; check the name, and the network",
  EAI_AGAIN: "the host's name cannot be looked up; check the network",
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut",
  EHOSTUNREACH: "there is no way to it; check the network",
  ENETUNREACH: "there is no way to it; check the network",
  ETIMEDOUT: "it does not answer",
  UND_ERR_CONNECT_TIMEOUT: "it does not answer",
};

/** `fetch` hides the reason of a failed connection in `cause`; it is named by its code, never in the runtime's words. */
function networkError(url: string, error: unknown): UserError {
  const chain = causes(error);
  const code = chain.map((one) => one.code).find((one) => typeof one === "string") ?? "";
  const where = `cannot reach ${new URL(url).origin}`;
  if (untrusted.includes(code)) {
    const hint = "give the authority's certificate with NODE_EXTRA_CA_CERTS=FILE";
    return new UserError("certificate-untrusted", `${where}: its certificate is not trusted (${code})`, hint);
  }
  const certificate = certificateProblems[code];
  if (certificate !== undefined) return new UserError("certificate-invalid", `${where}: ${certificate}`);
  const byProxy = chain.map(({ message }) => /Proxy response \((\d{3})\)/.exec(String(message))?.[1]).find(Boolean);
  if (byProxy !== undefined) {
    const hint = "check HTTPS_PROXY, and add hosts it should not be used for to NO_PROXY";
    return new UserError("unreachable", `${where}: the proxy answers ${byProxy}`, hint);
  }
  const problem = chain.some(({ name }) => name === "TimeoutError") ? "it does not answer" : problems[code];
  return new UserError("unreachable", `${where}: ${problem ?? `the connection failed${code && ` (${code})`}`}`);
}

function causes(error: unknown): readonly NodeJS.ErrnoException[] {
  return error ? [error as NodeJS.ErrnoException, ...causes((error as Error).cause)] : [];
}
