import { decodeJwt } from "jose";
import type { Application } from "../directory/application";
import type { PasswordCredential } from "../directory/credential";
import { isSecretOf } from "../directory/credential";
import type { Directory } from "../directory/directory";
import type { ServicePrincipal } from "../directory/servicePrincipal";
import { AadstsError, expiredSecret, invalidSecret, missingParameter, unknownApplication } from "./aadstsError";

/** An application at the sign-in service. */
export interface Client {
  readonly appId: string;
  readonly name: string;
  readonly principal: ServicePrincipal;
  /** Undefined for the seeded deploying identities, which are service principals alone. */
  readonly application: Application | undefined;
}

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The client a request names, unauthenticated. */
export function findClient(clientId: string | undefined, directory: Directory): Client {
  if (!clientId) throw missingParameter("client_id");
  const application = directory.applicationByAppId(clientId);
  const principal = directory.servicePrincipalByAppId(clientId);
  if (!application && !principal) throw unknownApplication(clientId, directory.domain);
  if (!principal) {
    throw new AadstsError(
      7000229,
      "unauthorized_client",
      `The client application '${clientId}' is missing service principal in the tenant '${directory.tenantId}'.`,
    );
  }
  if (!principal.accountEnabled) {
    throw new AadstsError(7000112, "unauthorized_client", `Application '${clientId}' is disabled.`);
  }
  return { appId: clientId, name: directory.publishedApi(principal).displayName, principal, application };
}

/** The client of a token request, by `client_secret_post`, `client_secret_basic` or a federated assertion. */
export function authenticatedClient(
  form: URLSearchParams,
  authorization: string | undefined,
  directory: Directory,
  publicAllowed: (client: Client) => boolean,
): Client {
  const basic = basicCredentials(authorization);
  const client = findClient(basic?.id ?? form.get("client_id") ?? undefined, directory);
  const secret = basic?.secret ?? form.get("client_secret");
  if (secret) checkSecret(client, secret, directory);
  else if (form.get("client_assertion_type") === assertionType) checkAssertion(client, form.get("client_assertion"));
  else if (!publicAllowed(client)) {
    throw new AadstsError(
      7000218,
      "invalid_client",
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      401,
    );
  }
  return client;
}

function checkSecret(client: Client, secret: string, directory: Directory): void {
  const credentials = [...(client.application?.passwordCredentials ?? []), ...client.principal.passwordCredentials];
  const now = directory.clock.now();
  const match = credentials.find((credential) => isSecretOf(credential, secret));
  if (!match || !hasStarted(match, now) || !directory.isSecretHonoured(match.keyId)) throw invalidSecret(client.appId);
  if (new Date(match.endDateTime) <= now) throw expiredSecret(client.appId);
}

function hasStarted(credential: PasswordCredential, now: Date): boolean {
  return new Date(credential.startDateTime) <= now;
}

/** The sandbox trusts every issuer, for the seeded deploying identities only: the form is what it can check. */
function checkAssertion(client: Client, assertion: string | null): void {
  if (!client.principal.acceptsAssertions) {
    throw new AadstsError(
      70025,
      "invalid_client",
      `Client '${client.appId}' has no configured federated identity credentials.`,
      401,
    );
  }
  const claims = decoded(assertion ?? "");
  if (!claims?.iss || !claims.sub)
    throw new AadstsError(50027, "invalid_client", "JWT token is invalid or malformed.", 401);
  if (![claims.aud].flat().includes("api://AzureADTokenExchange")) {
    throw new AadstsError(
      700212,
      "invalid_client",
      `No matching federated identity record found for presented assertion audience '${String(claims.aud)}'.`,
      401,
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
