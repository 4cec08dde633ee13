import { Hono } from "hono";
import type { Context } from "hono";
import { AadstsError } from "./aadstsError";
import { adminConsentAnswer } from "./adminConsent";
import type { AuthorizeAnswer } from "./authorize";
import { authorizeAnswer } from "./authorize";
import { deviceCodeAnswer, deviceLogin } from "./deviceFlow";
import { metadataDocument } from "./discovery";
import { tokenAnswer } from "./tokenEndpoint";
import type { SignIn } from "./tokenIssuer";

/** Everything under `/{tenant}/`. */
export function signInRoutes(signIn: SignIn): Hono {
  const { directory, key, url, issuer } = signIn;
  const routes = new Hono();
  for (const [path, version] of [
    ["/:tenant/.well-known/openid-configuration", 1],
    ["/:tenant/v2.0/.well-known/openid-configuration", 2],
  ] as const) {
    routes.get(path, (c) => answered(c, signIn, () => c.json(metadataDocument(directory, url, version, issuer))));
  }
  for (const path of ["/:tenant/discovery/keys", "/:tenant/discovery/v2.0/keys"]) {
    routes.get(path, (c) => answered(c, signIn, () => c.json({ keys: [key.jwk] })));
  }
  for (const path of ["/:tenant/oauth2/token", "/:tenant/oauth2/v2.0/token"]) {
    routes.post(path, (c) =>
      answered(c, signIn, async () => {
        const form = new URLSearchParams(await c.req.text());
        return c.json(await tokenAnswer(form, c.req.header("authorization"), signIn));
      }),
    );
  }
  for (const path of ["/:tenant/oauth2/devicecode", "/:tenant/oauth2/v2.0/devicecode"]) {
    routes.post(path, (c) =>
      answered(c, signIn, async () => c.json(deviceCodeAnswer(new URLSearchParams(await c.req.text()), signIn))),
    );
  }
  routes.get("/devicelogin", (c) => shown(c, () => c.html(messagePage(deviceLogin(queryOf(c), signIn)))));
  for (const path of ["/:tenant/oauth2/authorize", "/:tenant/oauth2/v2.0/authorize"]) {
    routes.get(path, (c) => page(c, signIn, () => authorizeAnswer(queryOf(c), signIn)));
  }
  for (const path of ["/:tenant/adminconsent", "/:tenant/v2.0/adminconsent"]) {
    routes.get(path, (c) => page(c, signIn, () => adminConsentAnswer(queryOf(c), signIn)));
  }
  return routes;
}

/** Runs a JSON endpoint of a tenant, answering errors with their AADSTS body. */
async function answered(c: Context, signIn: SignIn, answer: () => Response | Promise<Response>): Promise<Response> {
  c.header("cache-control", "no-store");
  try {
    checkTenant(c, signIn);
    return await answer();
  } catch (error) {
    if (!(error instanceof AadstsError)) throw error;
    return c.json(error.body(signIn.directory.clock.now(), signIn.directory.cloud.loginHost), error.status);
  }
}

/** Runs a page a browser opens: it is sent on, or shown what is wrong. */
async function page(
  c: Context,
  signIn: SignIn,
  answer: () => AuthorizeAnswer | Promise<AuthorizeAnswer>,
): Promise<Response> {
  return shown(c, async () => {
    checkTenant(c, signIn);
    return redirection(c, await answer());
  });
}

async function shown(c: Context, answer: () => Response | Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof AadstsError)) throw error;
    return c.html(errorPage(`AADSTS${error.code}: ${error.message}`), 400);
  }
}

function redirection(c: Context, { redirectUri, mode, parameters }: AuthorizeAnswer): Response {
  if (mode === "form_post") return c.html(formPostPage(redirectUri, parameters));
  const encoded = new URLSearchParams(parameters).toString();
  if (mode === "fragment") return c.redirect(`${redirectUri}#${encoded}`, 302);
  return c.redirect(`${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${encoded}`, 302);
}

function queryOf(c: Context): URLSearchParams {
  return new URL(c.req.url).searchParams;
}

function checkTenant(c: Context, { directory }: SignIn): void {
  const tenant = c.req.param("tenant") ?? "";
  if ([directory.tenantId, directory.domain, "organizations"].includes(tenant.toLowerCase())) return;
  throw new AadstsError(
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
  );
}

/** The page a person sees when Entra ID cannot send them back to the application. */
function errorPage(message: string): string {
  return `<!doctype html><title>Sign in</title><h1>Sorry, but we're having trouble signing you in.</h1><p>${escaped(message)}</p>`;
}

function messagePage(message: string): string {
  return `<!doctype html><title>Sign in</title><p>${escaped(message)}</p>`;
}

/** `response_mode=form_post`: a form that submits itself. */
function formPostPage(action: string, parameters: Readonly<Record<string, string>>): string {
  const inputs = Object.entries(parameters).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  return `<!doctype html><form method="post" action="${escaped(action)}">${inputs.join("")}</form><script>document.forms[0].submit()</script>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
