import assert from "node:assert/strict";
import type { Sandbox } from "../../packages/entra-sandbox";

/** What an administrator can set on an application in the portal, and this program does not state. */
const applicationSettings = {
  description: "Asked for by procurement",
  notes: "Ask Ada before you change it",
  groupMembershipClaims: "SecurityGroup",
  info: {
    marketingUrl: "https://contoso.example/about",
    privacyStatementUrl: "https://contoso.example/privacy",
    supportUrl: "https://contoso.example/support",
    termsOfServiceUrl: "https://contoso.example/terms",
  },
  isDeviceOnlyAuthSupported: true,
  isFallbackPublicClient: true,
  serviceManagementReference: "CMDB-42",
  spa: { redirectUris: ["https://spa.contoso.example/"] },
  publicClient: { redirectUris: ["http://localhost"] },
  web: {
    homePageUrl: "https://contoso.example/",
    logoutUrl: "https://contoso.example/logout",
    implicitGrantSettings: { enableIdTokenIssuance: true },
  },
  api: { knownClientApplications: ["a1100000-0000-4000-8000-00000000000a"], acceptMappedClaims: true },
  optionalClaims: {
    idToken: [{ name: "email", essential: false, additionalProperties: [], source: null }],
    accessToken: [],
    saml2Token: [],
  },
};

/** What an administrator can set on a service principal, whether users must be assigned apart. */
const principalSettings = {
  accountEnabled: false,
  alternativeNames: ["icertis"],
  description: "For the robots",
  loginUrl: "https://contoso.example/login",
  notes: "Reviewed by Ada",
  notificationEmailAddresses: ["ada@contoso.example"],
  preferredSingleSignOnMode: "password",
  samlSingleSignOnSettings: { relayState: "https://contoso.example/start" },
};

export const portalTags = ["HideApp", "WindowsAzureActiveDirectoryIntegratedApp"];

/** Everything of an application and of its service principal, in the form two instants compare. */
export function registrationOf({ directory }: Sandbox, appId: string) {
  const application = directory.applications.allNewest().find((one) => one.appId === appId);
  const servicePrincipal = directory.servicePrincipals.allNewest().find((one) => one.appId === appId);
  assert.ok(application && servicePrincipal);
  return { application, servicePrincipal };
}

/** Sets all of it as an administrator does. */
export async function setInPortal(sandbox: Sandbox, appId: string): Promise<void> {
  const { application, servicePrincipal } = registrationOf(sandbox, appId);
  await patch(sandbox, `/applications/${application.id}`, {
    ...applicationSettings,
    tags: [...application.tags, ...portalTags],
  });
  await patch(sandbox, `/servicePrincipals/${servicePrincipal.id}`, {
    ...principalSettings,
    tags: [...(servicePrincipal["tags"] as string[]), ...portalTags],
  });
}

/** Changes an object through Graph, as somebody who may. */
export async function patch(sandbox: Sandbox, path: string, change: object): Promise<void> {
  const { status, body } = await sandbox.graph()("PATCH", path, { ...change });
  assert.equal(status, 204, JSON.stringify(body));
}

/** How often Microsoft Graph was called since the log was cleared. */
export function graphCalls({ requestLog }: Sandbox): number {
  return requestLog.exchanges.filter(({ path }) => /^\/(v1\.0|beta)\//.test(path)).length;
}

/** Graph keeps lists of texts in no order. */
export function unordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(unordered);
    return items.every((item) => typeof item === "string") ? items.sort() : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unordered(member)]));
}
