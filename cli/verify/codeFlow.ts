import { createServer, type Server, type ServerResponse } from "node:http";
import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";
import { explained, type SignIn } from "./signIn";
import { parseUrl } from "../../model/url";

/** How long a person may take at the sign-in page. */
const timeoutMs = 300_000;

/** Signs a user in at the browser, as UiPath does: authorization code with PKCE, back to this machine. */
export async function tokenByCode(
  { oidc, client, connection }: SignIn,
  redirectUri: string,
  browser: boolean,
  context: Context,
): Promise<string> {
  const redirect = loopbackUri(redirectUri);
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const address = oidc.buildAuthorizationUrl(client, {
    redirect_uri: redirectUri,
    scope: connection.scope,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
  });
  const listener = await listen(redirect, state);
  const ended = new AbortController();
  try {
    context.note(
      `Sign in here as a user that ICI knows:\n\n  ${address.href}\n\nWaiting up to ${timeoutMs / 60_000} minutes for the browser to come back to ${redirectUri}. If the page says AADSTS50011, that is not among the stack's redirectUris.`,
    );
    if (browser) context.openBrowser(address.href);
    const answer = await Promise.race([listener.answer, context.wait(timeoutMs, ended.signal)]);
    if (!answer) {
      throw new UserError(
        "sign-in-timeout",
        `nobody came back from the sign-in page within ${timeoutMs / 60_000} minutes`,
        `where it says AADSTS50011, add ${redirectUri} to redirectUris in the stack's configuration and run \`pulumi up\``,
      );
    }
    const checks = { pkceCodeVerifier: verifier, expectedState: state };
    return (await explained(() => oidc.authorizationCodeGrant(client, answer, checks))).access_token;
  } finally {
    ended.abort();
    listener.server.close();
    listener.server.closeAllConnections();
  }
}

/** The place on this machine the browser comes back to. */
export function loopbackUri(text: string): URL {
  const url = parseUrl(text);
  const isLocal = url?.protocol === "http:" && ["localhost", "127.0.0.1"].includes(url.hostname);
  if (url && isLocal && url.username === "" && url.password === "" && url.hash === "" && url.port !== "0") return url;
  throw new UserError(
    "redirect-uri-not-local",
    "--redirect-uri is not an address of this machine",
    "it must be http://localhost:PORT/PATH, and among the stack's redirectUris",
  );
}

/** Waits for the one answer that carries our state; whatever else arrives is answered with 400, and nothing ends. */
async function listen(redirect: URL, state: string): Promise<{ server: Server; answer: Promise<URL> }> {
  let arrived: (url: URL) => void;
  const answer = new Promise<URL>((resolve) => (arrived = resolve));
  const server = createServer((request, response) => {
    const url = requested(request.url, redirect);
    if (url && url.pathname !== redirect.pathname) return reply(response, 404, "Nothing here.");
    const [states, codes, errors] = ["state", "code", "error"].map((name) => url?.searchParams.getAll(name) ?? []);
    const isOurs = request.method === "GET" && states?.length === 1 && states[0] === state;
    if (!url || !isOurs || (codes?.length ?? 0) + (errors?.length ?? 0) !== 1) {
      return reply(response, 400, "This is not the answer to the sign-in that was started here.");
    }
    reply(response, 200, "You can close this page: the terminal has the result.");
    arrived(url);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = { EADDRINUSE: "another program listens there", EACCES: "this user may not" }[error.code ?? ""];
      reject(
        new UserError(
          "redirect-uri-taken",
          `cannot listen on ${redirect.host}: ${why ?? error.code}`,
          "give another registered one with --redirect-uri",
        ),
      );
    });
    server.listen(Number(redirect.port || 80), redirect.hostname, resolve);
  });
  return { server, answer };
}

/** The address of a request; a browser sends a path, anything else may send what no parser takes. */
function requested(target: string | undefined, redirect: URL): URL | undefined {
  if (!target?.startsWith("/") || target.startsWith("//")) return undefined;
  return parseUrl(redirect.origin + target);
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
  });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>icertis-access</title><p style="font:16px system-ui;margin:15vh auto;max-width:30em;padding:0 1em">${text}</p></html>`,
  );
}
