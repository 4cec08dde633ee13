import * as v from "valibot";
import { guid } from "./guid";
import { parseInstant } from "./instant";
import { contractVersion, programName } from "./program";
import { shorten } from "./shorten";
import { isSecureUrl } from "./url";

const text = v.pipe(v.string(), v.nonEmpty());
const url = v.pipe(
  v.string(),
  v.check((text) => isSecureUrl(text)),
);
const instant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  // Without days that no calendar has.
  v.check((value) => parseInstant(value) !== undefined),
);
const id = guid();

const Handoff = v.object({
  applicationClientId: id,
  directoryTenantId: id,
  /** The application object's id, as Icertis asks for. */
  objectId: id,
  openIdConnectMetadataDocument: url,
  /** The client's service principal: the `oid` of an app-only token, which the application object's id never is. */
  servicePrincipalObjectId: id,
  v1MetadataDocument: url,
});

const Connection = v.object({ clientId: text, clientSecret: text, tenantId: text, scope: text });
const KeyConnection = v.object({ apiKey: text });

/**
 * What a stack with `authentication: oauth` exports, apart from its secrets. Instants are ISO 8601 in UTC. What is
 * optional is not always there. Unknown outputs are ignored.
 */
const oauth = {
  /** `1` */
  contractVersion: v.number(),
  /** `oauth` or `apiKey` */
  authentication: v.literal("oauth"),
  /** Application (client) ID */
  clientId: id,
  /** Directory (tenant) ID */
  tenantId: id,
  /** Object id of the application */
  objectId: id,
  /** Object id of the service principal */
  servicePrincipalObjectId: id,
  /** With `clientApplication: separate`: client id of the API; `clientId`, `objectId` and the secret are then the client's */
  apiClientId: v.optional(id),
  /** With `clientApplication: separate`: object id of the API's application */
  apiObjectId: v.optional(id),
  /** OpenID Connect metadata document of the tenant */
  openIdMetadataUrl: url,
  /** App ID URI, `api://{clientId}` */
  identifierUri: text,
  /** Full names of the scopes, `api://{clientId}/{value}`; with `acceptGuidAudience` `{clientId}/{value}` */
  scopes: v.pipe(v.array(text), v.nonEmpty()),
  /** Id of the published client secret in Entra ID */
  clientSecretKeyId: text,
  /** The instant it was issued */
  clientSecretIssuedOn: instant,
  /** The instant it expires */
  clientSecretExpiresOn: instant,
  /** The instant the next one is issued */
  nextRotationOn: instant,
  /** While the one before still lives: the instant by which a person must have entered the new one in UiPath */
  previousClientSecretExpiresOn: v.optional(instant),
  /** The tenant.json fragment for Icertis, as text */
  tenantJson: text,
  /** What the Icertis team asks for, ids and metadata documents */
  icertisHandoff: Handoff,
  /** The page on which an administrator consents for the tenant */
  adminConsentUrl: url,
  /** With a vault: where the published secret is, without a version */
  vaultSecretUri: v.optional(url),
};

/** The secret outputs of a stack with `authentication: oauth`. */
const oauthSecrets = {
  /** The published client secret (secret) */
  clientSecret: text,
  /** `{clientId, clientSecret, tenantId, scope}`, or `{apiKey}`, for the connection dialog (secret) */
  uipathConnection: Connection,
};

/** What a stack with `authentication: apiKey` exports, apart from its secret. */
const apiKey = {
  contractVersion: oauth.contractVersion,
  authentication: v.literal("apiKey"),
  /** With an API key: where a signed-in ICI user reads it */
  apiKeyUrl: url,
  /** With an API key: the instant it expires, where the configuration says so */
  apiKeyExpiresOn: v.optional(instant),
  vaultSecretUri: oauth.vaultSecretUri,
};

/** The contract, as the tools check what they read. */
export const outputSchemas = {
  oauth: v.object(oauth),
  oauthSecrets: v.object(oauthSecrets),
  apiKey: v.object(apiKey),
  apiKeySecrets: v.object({ uipathConnection: KeyConnection }),
};

/** Every output of either authentication type, by name. */
export const outputEntries = { ...apiKey, ...oauth, ...oauthSecrets };

export type OutputEntries = typeof outputEntries;
export type OutputName = keyof OutputEntries;
export type SecretOutputName = keyof typeof oauthSecrets;

/** The outputs that are secret. */
export const secretOutputNames = Object.keys(oauthSecrets) as readonly SecretOutputName[];

type Schemas = typeof outputSchemas;
export type OAuthOutputs = Readonly<v.InferOutput<Schemas["oauth"]>>;
export type OAuthSecrets = Readonly<v.InferOutput<Schemas["oauthSecrets"]>>;
export type ApiKeyOutputs = Readonly<v.InferOutput<Schemas["apiKey"]>>;
export type ApiKeySecrets = Readonly<v.InferOutput<Schemas["apiKeySecrets"]>>;
/** What Icertis asks for per environment, and what spares it a question. Nothing here is secret. */
export type IcertisHandoff = Readonly<v.InferOutput<typeof Handoff>>;
/** What the UiPath connection dialog asks for with OAuth 2.0. */
export type UipathConnection = Readonly<v.InferOutput<typeof Connection>>;
/** What the UiPath connection dialog asks for with an API key. */
export type ApiKeyConnection = Readonly<v.InferOutput<typeof KeyConnection>>;

/** Why outputs cannot be read by this version, and what to do; `undefined` where they can. */
export function contractProblem(version: unknown, where: string): string | undefined {
  if (version === contractVersion) return undefined;
  if (version === undefined || version === null) {
    return `${where} has no output contractVersion, so it is not a stack of ${programName}, or nothing was deployed to it yet; check the stack's name, or run \`pulumi up\` for it first`;
  }
  const newer = typeof version === "number" && version > contractVersion;
  const hint = newer ? `upgrade ${programName} here` : `run \`pulumi up\` for it with this version of ${programName}`;
  return `${where} has outputs of contract version ${shorten(JSON.stringify(version))}, and this version of ${programName} reads version ${contractVersion}; ${hint}`;
}
