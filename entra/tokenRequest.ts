import { UserError } from "./userError";
import type { Fetch } from "./context";

/** What a token endpoint hands out. */
export interface TokenAnswer {
  readonly access_token: string;
}

/** Posts a form to a token endpoint; a refusal becomes a message with what to do, never with what was sent. */
export async function requestToken(
  url: string,
  form: Readonly<Record<string, string>>,
  fetch: Fetch,
): Promise<TokenAnswer> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: new URLSearchParams(form).toString(),
  });
  const body = (await answer.json().catch(() => ({}))) as {
    readonly access_token?: unknown;
    readonly error_description?: unknown;
  };
  if (typeof body.access_token === "string") return { access_token: body.access_token };
  if (typeof body.error_description === "string")
    throw new UserError("unclassified", aadstsMessage(body.error_description));
  throw new UserError("unclassified", `${url} answers ${answer.status} without a token`);
}

const remedies: Readonly<Record<string, string>> = {
  "50011": "add that redirect URI to redirectUris in the stack's configuration and run `pulumi up`",
  "50034": "check the user's name, and that the account is of this tenant",
  "65001": "have an administrator consent: the adminConsentUrl output of the stack is the page",
  "65004": "the person at the browser declined; try again, or have an administrator consent",
  "700016": "check the tenant and the client id: are these outputs of this stack, and was it not destroyed?",
  "7000215":
    "the secret is not this application's, or a new one is not honoured yet: wait a minute, or read the outputs again",
  "7000222": "the secret has expired: run `pulumi up`, then use the new one",
  "7000218": "the application is a confidential client: give the outputs with their secrets",
  "7000112": "the service principal is disabled: enable it under Enterprise applications",
  "7000229": "the application has no service principal: run `pulumi up --refresh`",
  "90002": "check the tenant id, and the cloud",
  "90009":
    "an application may ask for itself only by its GUID: see clientApplication and acceptGuidAudience in the documentation",
  "500011": "the App ID URI is missing on the application: run `pulumi up --refresh`",
  "650053": "the scope is not exposed, or disabled: run `pulumi up --refresh`",
  "70011": "the scope is wrong: it must be api://{clientId}/{scope}",
};

/** A refusal of Entra ID in one line, without its trace ids, and what to do. */
export function aadstsMessage(description: string): string {
  const text = description
    .replace(/\s*(Trace ID|Correlation ID|Timestamp):[\s\S]*$/, "")
    .replace(/\s+/g, " ")
    .trim();
  const code = /^AADSTS(\d+)/.exec(text)?.[1];
  const remedy = remedies[code ?? ""];
  return `Entra ID refuses: ${text}${remedy === undefined ? "" : `\n${remedy}`}`;
}
