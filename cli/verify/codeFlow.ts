import { createServer, type Server } from "node:http";
import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";
import { explained, type SignIn } from "./signIn";

/** How long a person may take at the sign-in page. */
const patienceMs = 300_000;

const page = (text: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>icertis-access</title><p style="font:16px system-ui;margin:15vh auto;max-width:30em;padding:0 1em">${text}</p></html>`;

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
  const listener = await listen(redirect);
  const ended = new AbortController();
  try {
    context.note(`Sign in here as a user that ICI knows:\n\n  ${address.href}\n`);
    if (browser) context.openBrowser(address.href);
    const answer = await Promise.race([listener.answer, context.wait(patienceMs, ended.signal)]);
    if (!answer) {
      throw new UserError(
        "unclassified",
        `nobody came back from the sign-in page within ${patienceMs / 60_000} minutes; where it says AADSTS50011, add ${redirectUri} to redirectUris in the stack's configuration and run \`pulumi up\``,
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

function loopbackUri(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" && ["localhost", "127.0.0.1"].includes(url.hostname)) return url;
  throw new UserError(
    "unclassified",
    `--redirect-uri ${text} is not on this machine; it must be http://localhost:PORT/PATH, and among the stack's redirectUris`,
  );
}

async function listen(redirect: URL): Promise<{ server: Server; answer: Promise<URL> }> {
  let arrived: (url: URL) => void;
  const answer = new Promise<URL>((resolve) => (arrived = resolve));
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", redirect);
    const isAnswer =
      url.pathname === redirect.pathname && (url.searchParams.has("code") || url.searchParams.has("error"));
    response.writeHead(isAnswer ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
    response.end(page(isAnswer ? "You can close this page: the terminal has the result." : "Nothing here."));
    if (isAnswer) arrived(url);
  });
  const port = Number(redirect.port || 80);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      const why = taken ? "another program listens there" : error.message;
      reject(
        new UserError(
          "unclassified",
          `cannot listen on ${redirect.host}: ${why}; give another registered one with --redirect-uri`,
        ),
      );
    });
    server.listen(port, redirect.hostname, resolve);
  });
  return { server, answer };
}
