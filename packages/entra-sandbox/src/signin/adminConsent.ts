import { AadstsError } from "./aadstsError";
import type { AuthorizeAnswer } from "./authorize";
import { findClient } from "./client";
import { grant, wantedValues } from "./consent";
import { replyAddress, replyAddresses } from "./replyAddress";
import { requestedScopes } from "./requestedScopes";
import type { SignIn } from "./tokenIssuer";

/**
 * `GET /{tenant}/adminconsent` and `/{tenant}/v2.0/adminconsent`: an administrator of the tenant accepts, for everybody,
 * what `scope` names, or what the registration lists:
 * https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function adminConsentAnswer(query: URLSearchParams, signIn: SignIn): AuthorizeAnswer {
  const { directory, url } = signIn;
  const client = findClient(query.get("client_id") ?? undefined, directory);
  const { uri: redirectUri } = replyAddress(
    client,
    query.get("redirect_uri") ?? replyAddresses(client)[0]?.uri ?? null,
  );
  const state: Record<string, string> = query.has("state") ? { state: query.get("state") ?? "" } : {};
  const isAccepted = signIn.consentAnswer() === "accept";
  if (!isAccepted) return { redirectUri, mode: "query", parameters: { error: "access_denied", ...state } };
  if (![...directory.users.values()].some(({ isAdmin }) => isAdmin)) {
    throw new AadstsError(90094, "Only an administrator can grant this, and the tenant has none.");
  }
  const listed = client.application?.requiredResourceAccess ?? [];
  const asked = query.has("scope")
    ? [query.get("scope") ?? ""]
    : listed.map((entry) => `${entry.resourceAppId}/.default`);
  for (const scope of asked) {
    const { resource } = requestedScopes(scope, directory, url);
    grant({ client, resource }, null, wantedValues({ client, resource }, directory), directory);
  }
  return { redirectUri, mode: "query", parameters: { admin_consent: "True", tenant: directory.tenantId, ...state } };
}
