import type { IcertisHandoff, UipathConnection } from "./handoff";

/** The version of the outputs' contract with other stacks; it grows when an output changes its meaning or goes. */
export const contractVersion = 1;

/** The program whose outputs these are: the project's and the package's name. */
export const programName = "icertis-access";

/** What a stack with `authentication: oauth` exports, apart from its secrets. Instants are ISO 8601 in UTC. */
export interface OAuthOutputs {
  readonly contractVersion: number;
  readonly authentication: "oauth";
  /** Application (client) ID; with `clientApplication: separate` the client's. */
  readonly clientId: string;
  readonly tenantId: string;
  /** Object id of the application that `clientId` names. */
  readonly objectId: string;
  readonly servicePrincipalObjectId: string;
  readonly openIdMetadataUrl: string;
  readonly identifierUri: string;
  /** Full names of the scopes, `api://{clientId}/{value}`. */
  readonly scopes: readonly string[];
  readonly clientSecretKeyId: string;
  /** The instant the published client secret fell due. */
  readonly clientSecretIssuedOn: string;
  readonly clientSecretExpiresOn: string;
  readonly nextRotationOn: string;
  /** While there is a previous secret: the day by which a person must have re-entered the new one. */
  readonly previousClientSecretExpiresOn?: string | undefined;
  /** The tenant.json fragment, as text. */
  readonly tenantJson: string;
  readonly icertisHandoff: IcertisHandoff;
  readonly adminConsentUrl: string;
  /** With `clientApplication: separate`: the API's client id. */
  readonly apiClientId?: string | undefined;
  /** With `clientApplication: separate`: the object id of the API's application. */
  readonly apiObjectId?: string | undefined;
  /** With a vault: where the client secret is. */
  readonly vaultSecretUri?: string | undefined;
}

/** The secret outputs of a stack with `authentication: oauth`. */
export interface OAuthSecrets {
  readonly clientSecret: string;
  readonly uipathConnection: UipathConnection;
}

/** What a stack with `authentication: apiKey` exports, apart from its secret. */
export interface ApiKeyOutputs {
  readonly contractVersion: number;
  readonly authentication: "apiKey";
  /** Where a signed-in ICI user reads the API key. */
  readonly apiKeyUrl: string;
  /** With a vault: where the API key is. */
  readonly vaultSecretUri?: string | undefined;
}

/** What the UiPath connection dialog asks for with an API key. */
export interface ApiKeyConnection {
  readonly apiKey: string;
}

/** The secret output of a stack with `authentication: apiKey`. */
export interface ApiKeySecrets {
  readonly uipathConnection: ApiKeyConnection;
}

/** Every output, of both authentication types, that is there for good. */
export type OutputName = keyof OAuthOutputs | keyof OAuthSecrets | keyof ApiKeyOutputs;

/** Why outputs cannot be read by this version; `undefined` where they can. */
export function contractProblem(version: unknown, where: string): string | undefined {
  if (version === contractVersion) return undefined;
  if (version === undefined || version === null) {
    return `${where} has no output contractVersion, so it is not a stack of ${programName}, or nothing was deployed to it yet; check the stack's name, or run \`pulumi up\` for it first`;
  }
  const newer = typeof version === "number" && version > contractVersion;
  const remedy = newer ? `upgrade ${programName} here` : `run \`pulumi up\` for it with this version of ${programName}`;
  return `${where} has outputs of contract version ${JSON.stringify(version)}, and this version of ${programName} reads version ${contractVersion}; ${remedy}`;
}
