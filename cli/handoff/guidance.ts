import { dueEntry, type DueEntry } from "../secret/dueEntry";
import type { Environment, Handoff } from "./content";

const list = new Intl.ListFormat("en-GB");

/** The environments of a page, as a text. */
export function titlesOf(environments: readonly Environment[]): string {
  return list.format(environments.map(({ title }) => title));
}

/** What the Icertis administrator does, in order. */
export const icertisSteps: readonly string[] = [
  "Add the four keys of each environment to the tenant.json of that ICI instance, or update them there. Change nothing else.",
  "Bring the file to the instance the way you do for other settings.",
  "Register in ICI every user who will sign in from UiPath. ICI knows a user by the object ID that the directory has for them.",
];

/** What the RPA developer does to make a connection, in order. */
export function uipathSteps(isOAuth: boolean): readonly string[] {
  const type = isOAuth ? "OAuth 2.0 Authorization code" : "API key";
  return [
    "In UiPath Automation Cloud, open Orchestrator, your folder, and Connections. Select Add connection, then Icertis.",
    `Choose the authentication type ${type}.`,
    isOAuth
      ? "Copy the four values below into the dialog."
      : "Copy the API key into the dialog. It belongs to the ICI user who read it.",
    isOAuth ? "Select Connect, and sign in as a user who is registered in ICI." : "Select Connect.",
  ];
}

/** What the RPA developer does when the secret was rotated. */
export const rotationSteps: readonly string[] = [
  "In Orchestrator, open the folder's Connections and the Icertis connection, and select Edit.",
  "Paste the current client secret in place of the previous one; leave the other fields as they are.",
  "Sign in, and run one activity that reads from ICI.",
];

/** An environment whose current secret a person has to enter. */
type Due = DueEntry & { readonly title: string };

/** What is due in UiPath: first where the connection is down, then the soonest. */
export function dueEntries({ environments, preparedOn, entered }: Handoff): Due[] {
  return environments
    .flatMap(({ title, validity }) => {
      const due = validity && dueEntry(validity, preparedOn, entered);
      return due ? [{ title, ...due }] : [];
    })
    .sort((a, b) => Number(b.why === "revoked") - Number(a.why === "revoked") || a.at - b.at);
}

const dueTexts: Readonly<Record<DueEntry["why"], (at: string) => string>> = {
  rotated: (at) => `enter the current secret in UiPath before ${at}. Then the previous one stops working.`,
  ended: (at) => `the previous secret ended on ${at}. If UiPath does not have the current one, the connection is down.`,
  revoked: (at) =>
    `every earlier secret was revoked on ${at}. The connection is down until UiPath has the current one.`,
};

/** What is due as a sentence. */
export function dueText({ title, why, at }: Due, dateText: (instant: number) => string): string {
  return `${title}: ${dueTexts[why](dateText(at))}`;
}

/** What a person reads, and what to do about it. */
export type Advice = readonly (readonly [symptom: string, action: string])[];

/** When ICI rejects a token. */
export const icertisAdvice: Advice = [
  ["the issuer is invalid", "ValidIssuer lacks its last slash, or is the issuer of version 2 tokens"],
  [
    "the audience is invalid",
    "ValidAudiences lacks this application or has a space before it, or UiPath's Scope lacks api://…/ before the scope",
  ],
  ["no signing key", "STSDiscoveryEndpoint is of another tenant, or ICI cannot reach it"],
  ["the document's issuer differs", "use the version 1 metadata document as STSDiscoveryEndpoint"],
  [
    "the user is unknown, 401 or 403",
    "register the user's own object ID, or the service principal's; the application's is never in a token",
  ],
];

/** When UiPath does not connect, or stops. */
export const uipathAdvice: Advice = [
  [
    "AADSTS50011, redirect URI",
    "give the platform engineer the redirect URI that UiPath shows; it is compared letter by letter",
  ],
  ["AADSTS65001 or 90094, consent", "have an administrator approve at the address on this page"],
  ["AADSTS7000215, invalid secret", "paste the secret's value again; a new one may take a minute to work"],
  ["AADSTS7000222, expired secret", "enter the current secret"],
  ["AADSTS650053 or 70011, scope", "paste Scope again, as a whole"],
  ["AADSTS50105, not assigned", "have the user assigned to the application in Enterprise applications"],
  [
    "CNS1008, after about an hour",
    "the refresh failed: enter the current secret; if it is in, look for AADSTS90009 in the sign-in log and tell the platform engineer",
  ],
  [
    "the dialog hangs after signing in",
    "make the connection with UiPath's command line (uip is connections create), or ask the platform engineer about Cross-Origin-Opener-Policy",
  ],
  ["401 from ICI", "have your object ID registered in ICI, and the four keys checked there"],
];

/** What the address for an administrator is for. */
export function pageNote(isOAuth: boolean): string {
  return isOAuth
    ? "If Microsoft asks for an administrator's approval, send this address to an administrator, who approves for everybody. Afterwards the administrator's browser may show an error of UiPath, or a page that cannot be reached: the approval is given all the same."
    : "A user who is signed in to ICI reads the API key here: open the browser's developer tools (F12), reload, and take the value of UserApiToken. An administrator of ICI can set when it expires; tell the platform engineer that day.";
}

/** How a secret that is not shown comes to whoever enters it. */
export function secretNote(isOAuth: boolean, vaults: readonly (string | undefined)[]): string {
  const what = isOAuth ? "The client secret" : "The API key";
  const known = vaults.filter((vault) => vault !== undefined);
  return known.length > 0
    ? `${what} is in Azure Key Vault, for those who may read it: ${known.join(", ")}`
    : `${what} is not on this page. Ask for it through a channel that keeps it secret, such as a one-time link of a password manager.`;
}
