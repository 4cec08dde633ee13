import { decodeJwt } from "jose";
import type { Application } from "../directory/application";
import type { PasswordCredential } from "../directory/credential";
import { isSecretOf } from "../directory/credential";
import type { Directory } from "../directory/directory";
import type { ServicePrincipal } from "../directory/servicePrincipal";
import { AadstsError, missingParameter } from "./aadstsError";

/** An application at the sign-in service. */
export interface Client {
  readonly appId: string;
  readonly name: string;
  readonly principal: ServicePrincipal;
  /** Undefined for the seeded deploying identities, which are service principals alone. */
  readonly application: Application | undefined;
}

/** A client with the secret that it showed, if any. */
interface AuthenticatedClient extends Client {
  readonly keyId: string | undefined;
}

/** Whether a client must not, need not or must authenticate: its platform decides. */
export type ClientKind = "public" | "either" | "confidential";

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The client a request names, unauthenticated. */
export function findClient(clientId: string | undefined, directory: Directory): Client {
  if (!clientId) throw missingParameter("client_id");
  const application = directory.applicationByAppId(clientId);
  const principal = directory.servicePrincipalByAppId(clientId);
  if (!application && !principal) {
    throw new AadstsError(
      700016,
      `Application with identifier '${clientId}' was not found in the directory '${directory.domain}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
    );
  }
  if (!principal) {
    throw new AadstsError(
      7000229,
      `The client application '${clientId}' is missing service principal in the tenant '${directory.tenantId}'.`,
    );
  }
  if (!principal.accountEnabled) throw new AadstsError(7000112, `Application '${clientId}' is disabled.`);
  return { appId: clientId, name: directory.publishedApi(principal).displayName, principal, application };
}

/** The client of a token request, by `client_secret_post`, `client_secret_basic` or a federated assertion. */
export function authenticatedClient(
  form: URLSearchParams,
  authorization: string | undefined,
  directory: Directory,
  kindOf: (client: Client) => ClientKind,
): AuthenticatedClient {
  const basic = basicCredentials(authorization);
  const client = findClient(basic?.id ?? form.get("client_id") ?? undefined, directory);
  const kind = kindOf(client);
  const secret = basic?.secret ?? form.get("client_secret");
  const hasAssertion = form.get("client_assertion_type") === assertionType;
  if ((secret || hasAssertion) && kind === "public") {
    throw new AadstsError(
      700025,
      "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    );
  }
  if (secret) return { ...client, keyId: checkSecret(client, secret, directory) };
  if (hasAssertion) checkAssertion(client, form.get("client_assertion"));
  else if (kind === "confidential") {
    throw new AadstsError(
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  }
  return { ...client, keyId: undefined };
}

function checkSecret(client: Client, secret: string, directory: Directory): string {
  const credentials = [...(client.application?.passwordCredentials ?? []), ...client.principal.passwordCredentials];
  const now = directory.clock.now();
  const match = credentials.find((credential) => isSecretOf(credential, secret));
  if (!match || !hasStarted(match, now) || !directory.isSecretHonoured(match.keyId)) {
    throw new AadstsError(
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${client.appId}'.`,
    );
  }
  if (new Date(match.endDateTime) <= now) {
    throw new AadstsError(
      7000222,
      `The provided client secret keys for app '${client.appId}' are expired. Visit the Azure portal to create new keys for your app, or consider using certificate credentials for added security.`,
    );
  }
  return match.keyId;
}

function hasStarted(credential: PasswordCredential, now: Date): boolean {
  return new Date(credential.startDateTime) <= now;
}

/** The sandbox trusts every issuer, for the seeded deploying identities only: the form is what it can check. */
function checkAssertion(client: Client, assertion: string | null): void {
  if (!client.principal.acceptsAssertions) {
    throw new AadstsError(70025, `Client '${client.appId}' has no configured federated identity credentials.`);
  }
  const claims = decoded(assertion ?? "");
  if (!claims?.iss || !claims.sub) throw new AadstsError(50027, "JWT token is invalid or malformed.");
  if (![claims.aud].flat().includes("api://AzureADTokenExchange")) {
    throw new AadstsError(
      700212,
      `No matching federated identity record found for presented assertion audience '${String(claims.aud)}'.`,
    );
  }
}

function decoded(assertion: string) {
  try {
    return decodeJwt(assertion);
  } catch {
    return undefined;
  }
}

function basicCredentials(authorization: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^Basic (\S+)$/i.exec(authorization ?? "")?.[1];
  if (!encoded) return undefined;
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  // RFC 6749 §2.3.1: both halves are form-encoded.
  const decode = (text: string) => new URLSearchParams(`text=${text}`).get("text") ?? "";
  return { id: decode(id), secret: decode(secret.join(":")) };
}
