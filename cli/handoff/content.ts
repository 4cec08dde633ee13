import { connectionScope } from "../../model/handoff";
import { instantOf } from "../days";
import type { StackOutputs } from "../outputs/checkOutputs";

/** One value to copy. */
export interface Field {
  /** The member's name where the hand-off is JSON. */
  readonly name: string;
  readonly label: string;
  /** `undefined`: a secret that is not shown. */
  readonly value: string | undefined;
  readonly isSecret: boolean;
}

/** When the secrets of an environment are valid; instants in milliseconds. */
export interface Validity {
  readonly issued: number;
  readonly expires: number;
  readonly next: number;
  /** While the secret before still works: its end. */
  readonly previousExpires: number | undefined;
}

/** All that is handed over for one environment. */
export interface Environment {
  readonly title: string;
  readonly authentication: "oauth" | "apiKey";
  /** What Icertis asks for; nothing with an API key. */
  readonly icertis: readonly Field[];
  readonly tenantJson: string | undefined;
  readonly uipath: readonly Field[];
  /** Where an administrator consents, or where the API key is read. */
  readonly page: { readonly label: string; readonly url: string };
  readonly validity: Validity | undefined;
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
}

const plain = (name: string, label: string, value: string): Field => ({ name, label, value, isSecret: false });
const secret = (name: string, label: string, value: string | undefined): Field => ({
  name,
  label,
  value,
  isSecret: true,
});

/**
 * What one stack's outputs mean for the people at both ends.
 *
 * @param read - with its secrets only where they are to be shown
 */
export function environmentOf(title: string, read: StackOutputs): Environment {
  if (read.authentication === "apiKey") {
    const { outputs, secrets } = read;
    return {
      title,
      authentication: "apiKey",
      icertis: [],
      tenantJson: undefined,
      uipath: [secret("apiKey", "API key", secrets?.uipathConnection.apiKey)],
      page: { label: "A user who is signed in to ICI reads the API key here", url: outputs.apiKeyUrl },
      validity: undefined,
    };
  }
  const { outputs, secrets } = read;
  const { icertisHandoff: ids, previousClientSecretExpiresOn: previous } = outputs;
  return {
    title,
    authentication: "oauth",
    icertis: [
      plain("applicationClientId", "Application (client) ID", ids.applicationClientId),
      plain("directoryTenantId", "Directory (tenant) ID", ids.directoryTenantId),
      plain("objectId", "Object ID", ids.objectId),
      plain("openIdConnectMetadataDocument", "OpenID Connect metadata document", ids.openIdConnectMetadataDocument),
      plain("servicePrincipalObjectId", "Service principal object ID", ids.servicePrincipalObjectId),
      plain("v1MetadataDocument", "Version 1 metadata document", ids.v1MetadataDocument),
    ],
    tenantJson: outputs.tenantJson,
    uipath: [
      plain("clientId", "Client ID", outputs.clientId),
      secret("clientSecret", "Client secret", secrets?.clientSecret),
      plain("tenantId", "Tenant ID", outputs.tenantId),
      plain("scope", "Scope", connectionScope(outputs.scopes)),
    ],
    page: {
      label: "If Microsoft asks for an administrator's approval, one gives it here for everybody",
      url: outputs.adminConsentUrl,
    },
    validity: {
      issued: instantOf(outputs.clientSecretIssuedOn),
      expires: instantOf(outputs.clientSecretExpiresOn),
      next: instantOf(outputs.nextRotationOn),
      previousExpires: previous === undefined ? undefined : instantOf(previous),
    },
  };
}

/** What the two values Icertis does not ask for are good for. */
export const icertisHints: Readonly<Record<string, string>> = {
  "Object ID": "of the application, as Icertis asks for",
  "Service principal object ID": "the user to register in ICI for calls without a signed-in user",
  "Version 1 metadata document": "only if ICI insists on the document's own issuer",
};

/** What the RPA developer does, in order. */
export function uipathSteps(isOAuth: boolean): string[] {
  const type = isOAuth ? "OAuth 2.0 Authorization code" : "API key";
  return [
    "In UiPath Automation Cloud, open Integration Service and its Connectors, and select Icertis.",
    `Select Connect to Icertis and the authentication type ${type}.`,
    isOAuth
      ? "Copy the four values below into the dialog, Scope as a whole."
      : "Copy the API key into the dialog. It belongs to the ICI user who read it.",
    isOAuth ? "Select Connect and sign in as a user who is registered in ICI." : "Select Connect.",
  ];
}

/** What the Icertis administrator does, in order. */
export const icertisSteps: readonly string[] = [
  "Add the four keys of each environment to the tenant.json of that ICI instance, or update them there; change nothing else.",
  "Put the file to use the way you do for other settings.",
  "Register in ICI every user who will sign in: ICI identifies them by their object ID in the directory.",
];
