import { dayMs, formatInstant } from "../../model/instant";
import type { OAuthOutputs, OAuthSecrets } from "../../model/outputs";
import { attributionTags } from "../../model/tags";
import { identifierUriOf } from "../../model/token";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../packages/entra-sandbox";
import type { ToolContext } from "./runTool";
import { sampleOutputs } from "./sampleOutputs";

/** The instant tests that talk to a sandbox happen at. */
export const deployedOn = "2026-12-01T12:00:00Z";

export const tags = attributionTags("acme", "icertis-access", "dev");
export const secretDescription = "ICM API secret which will be used for Access Tokens";

/** A stack deployed to a sandbox, made by the Graph calls the provider makes. */
export interface DeployedSample {
  readonly sandbox: Sandbox;
  readonly outputs: OAuthOutputs & OAuthSecrets;
  /** What `pulumi stack export` prints. */
  state(change?: (resources: StateResource[]) => StateResource[]): string;
}

/** URN of the component that holds it all. */
export const component = "urn:pulumi:dev::icertis-access::icertis:index:ApiApplication::icm-api";

export interface StateResource {
  urn: string;
  type: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  parent?: string;
}

/** A sandbox whose date stands still at {@link deployedOn}. */
export async function frozenSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ now: new Date(deployedOn), ...options });
  sandbox.clock.freeze(options.now ?? new Date(deployedOn));
  return sandbox;
}

/** What a command line needs to work with a sandbox. */
export function inSandbox({ fetch, environment }: Sandbox): ToolContext {
  return { now: deployedOn, fetch, environment };
}

/** Makes what the program makes: application, App ID URI, scope, service principal, one secret. */
export async function deploySample(sandbox: Sandbox): Promise<DeployedSample> {
  const graph = sandbox.graph();
  const scopeId = "5c09e000-0000-4000-8000-000000000001";
  const application = (
    await graph("POST", "/applications", {
      displayName: "ICM API (Dev)",
      signInAudience: "AzureADMyOrg",
      tags,
      web: {
        redirectUris: ["https://cloud.uipath.com/provisioning_/callback", "http://localhost:8400/callback"],
        implicitGrantSettings: { enableAccessTokenIssuance: true },
      },
      api: {
        requestedAccessTokenVersion: 1,
        oauth2PermissionScopes: [
          {
            id: scopeId,
            value: "user_impersonation",
            type: "User",
            isEnabled: true,
            adminConsentDisplayName: "User impersonation",
            adminConsentDescription: "Lets the application call the Icertis API.",
          },
        ],
      },
    })
  ).body as { id: string; appId: string; displayName: string };
  const { id: objectId, appId: clientId } = application;
  await graph("PATCH", `/applications/${objectId}`, { identifierUris: [identifierUriOf(clientId)] });
  const principal = (await graph("POST", "/servicePrincipals", { appId: clientId, tags })).body as { id: string };
  const issued = Date.parse("2026-11-23T00:00:00Z");
  const expires = formatInstant(issued + 180 * dayMs);
  const secret = (
    await graph("POST", `/applications/${objectId}/addPassword`, {
      passwordCredential: { displayName: secretDescription, endDateTime: expires },
    })
  ).body as { keyId: string; secretText: string };

  const outputs = sampleOutputs({
    ids: { tenantId: sandbox.tenantId, clientId, objectId, servicePrincipalObjectId: principal.id },
    issued: "2026-11-23",
    lifetimeDays: 180,
    overlapDays: 30,
    keyId: secret.keyId,
    secret: secret.secretText,
  });
  const owners = [sandbox.identities[0]?.objectId];
  const resources = (): StateResource[] => [
    resource("pulumi:pulumi:Stack", "icertis-access-dev", {}, { ...outputs, clientSecret: { ciphertext: "…" } }),
    resource(
      "azuread:index/application:Application",
      "icm-api-app",
      { tags, owners },
      { objectId, clientId, displayName: "ICM API (Dev)", owners },
    ),
    resource(
      "azuread:index/servicePrincipal:ServicePrincipal",
      "icm-api-service-principal",
      { tags },
      { objectId: principal.id, clientId },
    ),
    resource(
      "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri",
      "icm-api-identifier-uri",
      {},
      { applicationId: `/applications/${objectId}` },
    ),
    resource(
      "azuread:index/applicationPassword:ApplicationPassword",
      "icm-api-secret-2026-11-23",
      {},
      {
        keyId: secret.keyId,
        displayName: secretDescription,
        endDate: expires,
        applicationId: `/applications/${objectId}`,
        value: { ciphertext: "…" },
      },
    ),
  ];
  return {
    sandbox,
    outputs,
    state: (change = (all) => all) => JSON.stringify({ version: 3, deployment: { resources: change(resources()) } }),
  };
}

function resource(
  type: string,
  name: string,
  inputs: Record<string, unknown>,
  outputs: Record<string, unknown>,
): StateResource {
  const urn = `urn:pulumi:dev::icertis-access::${type}::${name}`;
  return { urn, type, inputs, outputs, ...(type !== "pulumi:pulumi:Stack" && { parent: component }) };
}
