import { connectionScope } from "../../model/handoff";
import type { OAuthOutputs } from "../../model/outputs";
import type { TenantSetting } from "../../model/tenantJson";
import { instantOf, shortInstant } from "../days";
import type { StackOutputs } from "../outputs/checkOutputs";
import type { SecretDates } from "../secret/dueEntry";
import { secretDates } from "../secret/secretStatus";
import { fragment } from "../tenantJson/wantedSettings";

/** One value to copy. */
export interface Field {
  /** The member's name where the hand-off is JSON. */
  readonly name: string;
  readonly label: string;
  /** `undefined`: a secret that is not shown. */
  readonly value: string | undefined;
  readonly isSecret: boolean;
  /** What it is, or is good for. */
  readonly comment?: string;
  /** Where the Entra admin center shows it, for whoever wants to compare. */
  readonly portal?: string;
}

/** What the Icertis team brings into tenant.json. */
export interface TenantKeys {
  /** The object of the four keys, as text. */
  readonly text: string;
  readonly settings: Readonly<Record<string, TenantSetting>>;
  readonly v1MetadataUrl: string;
}

/** The registration as the directory shows it, where the stack's state could be read. */
export interface RegistrationNames {
  readonly displayName: string;
  readonly redirectUris: readonly string[];
}

/** All that is handed over for one environment. */
export interface Environment {
  readonly title: string;
  readonly authentication: "oauth" | "apiKey";
  /** What Icertis asks for; nothing with an API key. */
  readonly icertis: readonly Field[];
  readonly tenant: TenantKeys | undefined;
  readonly uipath: readonly Field[];
  /** Where an administrator consents, or where the API key is read. */
  readonly page: string;
  /** Where the secret can be read by those who may. */
  readonly vault: string | undefined;
  readonly validity: SecretDates | undefined;
  /** When the API key ends, where that is known; an instant in milliseconds. */
  readonly apiKeyExpires?: number;
  readonly registration: RegistrationNames | undefined;
}

/** Whose part is made. */
export type Part = "icertis" | "uipath" | "both";

/** What is handed over, and how. */
export interface Handoff {
  readonly environments: readonly Environment[];
  readonly part: Part;
  /** Whether there is a secret in it. */
  readonly revealed: boolean;
  readonly preparedOn: number;
  /** Whom to ask. */
  readonly contact?: string | undefined;
  /** Address of the folder that holds the project's docs, without a slash at the end. */
  readonly docs?: string | undefined;
  /** Key id of the secret that UiPath is known to have. */
  readonly entered?: string | undefined;
}

/**
 * What one stack's outputs mean for the people at both ends.
 *
 * @param where - how a message names the stack
 * @param read - with its secrets only where they are to be shown
 */
export function environmentOf(
  { title, where }: { readonly title: string; readonly where: string },
  read: StackOutputs,
  registration?: RegistrationNames,
): Environment {
  const { authentication, outputs, secrets } = read;
  const common = { title, vault: outputs.vaultSecretUri, registration };
  if (authentication === "apiKey") {
    const value = secrets?.uipathConnection.apiKey;
    const expires = outputs.apiKeyExpiresOn === undefined ? undefined : instantOf(outputs.apiKeyExpiresOn);
    const ends = expires === undefined ? "" : `; it expires on ${shortInstant(expires)}`;
    const comment = `of the ICI user who read it; the connection acts as that user${ends}`;
    return {
      ...common,
      authentication,
      icertis: [],
      tenant: undefined,
      uipath: [{ name: "apiKey", label: "API key", value, isSecret: true, comment }],
      page: outputs.apiKeyUrl,
      validity: undefined,
      ...(expires !== undefined && { apiKeyExpires: expires }),
    };
  }
  const settings = fragment(outputs.tenantJson, where);
  const { v1MetadataDocument: v1MetadataUrl } = outputs.icertisHandoff;
  return {
    ...common,
    authentication,
    icertis: icertisFields(outputs),
    tenant: { text: outputs.tenantJson, settings, v1MetadataUrl },
    uipath: uipathFields(outputs, secrets),
    page: outputs.adminConsentUrl,
    validity: secretDates(outputs),
  };
}

const overview = "App registrations › the application › Overview";

/** The four values Icertis asks for, with the comments of its own table, and two that spare it a question. */
function icertisFields({ icertisHandoff: ids, servicePrincipalObjectId, apiClientId }: OAuthOutputs): Field[] {
  const api = apiClientId === undefined ? "the application" : "the API's application";
  const client = apiClientId === undefined ? "the application" : "the client application";
  const rows: readonly (readonly [name: string, label: string, value: string, comment: string, portal: string])[] = [
    [
      "applicationClientId",
      "Application (client) ID",
      ids.applicationClientId,
      `of ${api} that was made for access to the ICI API`,
      overview,
    ],
    ["directoryTenantId", "Directory (tenant) ID", ids.directoryTenantId, "of the same application", overview],
    ["objectId", "Object ID", ids.objectId, `of ${api}, as Icertis asks for; never in a token`, overview],
    [
      "openIdConnectMetadataDocument",
      "OpenID Connect metadata document",
      ids.openIdConnectMetadataDocument,
      "where ICI finds the directory's signing keys",
      `${overview} › Endpoints`,
    ],
    [
      "servicePrincipalObjectId",
      "Service principal object ID",
      // In tokens without a user this is `oid`: the client's, where API and client are two.
      servicePrincipalObjectId,
      `of ${client}; the user to register in ICI for calls without a signed-in user`,
      `Enterprise applications › ${client} › Object ID`,
    ],
    [
      "v1MetadataDocument",
      "Version 1 metadata document",
      ids.v1MetadataDocument,
      "only if ICI insists on the document's own issuer",
      `${overview} › Endpoints, without /v2.0`,
    ],
  ];
  return rows.map(([name, label, value, comment, portal]) => ({
    name,
    label,
    value,
    isSecret: false,
    comment,
    portal,
  }));
}

/** The fields of UiPath's dialog, under its names. */
function uipathFields(
  outputs: OAuthOutputs,
  secrets: Extract<StackOutputs, { authentication: "oauth" }>["secrets"],
): Field[] {
  const portal = { secret: "shows a value only when it is made", scope: "App registrations › Expose an API" };
  return [
    { name: "clientId", label: "Client ID", value: outputs.clientId, isSecret: false, portal: overview },
    {
      name: "clientSecret",
      label: "Client secret",
      value: secrets?.clientSecret,
      isSecret: true,
      portal: portal.secret,
    },
    { name: "tenantId", label: "Tenant ID", value: outputs.tenantId, isSecret: false, portal: overview },
    {
      name: "scope",
      label: "Scope",
      value: connectionScope(outputs.scopes),
      isSecret: false,
      comment: "one text: copy it whole",
      portal: portal.scope,
    },
  ];
}

/** One of the four keys as it stands in a file: its object, and the object with the key before it. */
export function keyTexts(key: string, setting: TenantSetting): { readonly object: string; readonly member: string } {
  const object = JSON.stringify(setting, null, 2);
  return { object, member: `${JSON.stringify(key)}: ${object}` };
}
