import { randomUUID } from "node:crypto";
import type { GraphCall, Sandbox } from "../../packages/entra-sandbox";

/** Inputs or outputs of a resource. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource that exists: what a real engine would keep in its state. */
export interface Made {
  readonly id: string;
  readonly outputs: Properties;
}

/** How one resource type is made, and removed where that happens in a rotation. */
interface Applier {
  readonly create: (inputs: Properties, graph: GraphCall) => Promise<Made>;
  readonly remove?: (made: Made, graph: GraphCall) => Promise<void>;
}

/** The resource types of the azuread and random providers, as the Graph calls those make. */
export const appliers: Readonly<Record<string, Applier>> = {
  "random:index/randomUuid:RandomUuid": {
    create() {
      const result = randomUUID();
      return Promise.resolve({ id: result, outputs: { result } });
    },
    remove: () => Promise.resolve(),
  },
  "azuread:index/application:Application": {
    async create(inputs, graph) {
      const { id, appId } = await call(graph, "POST", "/applications", applicationBody(inputs));
      return { id: `/applications/${id}`, outputs: { clientId: appId, objectId: id } };
    },
  },
  "azuread:index/applicationIdentifierUri:ApplicationIdentifierUri": {
    async create({ applicationId, identifierUri }, graph) {
      await call(graph, "PATCH", String(applicationId), { identifierUris: [identifierUri] });
      const encoded = Buffer.from(String(identifierUri)).toString("base64");
      return { id: `${String(applicationId)}/identifierUris/${encoded}`, outputs: {} };
    },
  },
  "azuread:index/servicePrincipal:ServicePrincipal": {
    async create({ clientId, tags, owners, appRoleAssignmentRequired }, graph) {
      const body = { appId: clientId, tags, appRoleAssignmentRequired, ...boundOwners(owners) };
      const { id } = await call(graph, "POST", "/servicePrincipals", body);
      return { id: `/servicePrincipals/${id}`, outputs: { objectId: id } };
    },
  },
  "azuread:index/applicationPreAuthorized:ApplicationPreAuthorized": {
    async create({ applicationId, authorizedClientId, permissionIds }, graph) {
      const client = { appId: authorizedClientId, delegatedPermissionIds: permissionIds };
      await call(graph, "PATCH", String(applicationId), { api: { preAuthorizedApplications: [client] } });
      return { id: `${String(applicationId)}/preAuthorizedApplications/${String(authorizedClientId)}`, outputs: {} };
    },
  },
  "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant": {
    async create({ servicePrincipalObjectId, resourceServicePrincipalObjectId, claimValues }, graph) {
      const { id } = await call(graph, "POST", "/oauth2PermissionGrants", {
        clientId: servicePrincipalObjectId,
        resourceId: resourceServicePrincipalObjectId,
        consentType: "AllPrincipals",
        scope: (claimValues as string[]).join(" "),
      });
      return { id: String(id), outputs: {} };
    },
  },
  "azuread:index/applicationPassword:ApplicationPassword": {
    async create({ applicationId, displayName, endDate }, graph) {
      const passwordCredential = { displayName, endDateTime: endDate };
      const answer = await call(graph, "POST", `${String(applicationId)}/addPassword`, { passwordCredential });
      const { keyId, secretText, startDateTime, endDateTime } = answer;
      const outputs = { applicationId, keyId, value: secretText, startDate: startDateTime, endDate: endDateTime };
      return { id: `${String(applicationId).split("/").at(-1)}/password/${keyId}`, outputs };
    },
    async remove({ outputs: { applicationId, keyId } }, graph) {
      await call(graph, "POST", `${String(applicationId)}/removePassword`, { keyId });
    },
  },
};

/** The questions of the azuread provider and of the engine that a program's first run asks. */
export const answers: Readonly<Record<string, (inputs: Properties, sandbox: Sandbox) => Properties>> = {
  "azuread:index/getClientConfig:getClientConfig"(_, { tenantId, identities: [deployer] }) {
    if (!deployer) throw new Error("the sandbox has no deploying identity");
    const { clientId, objectId } = deployer;
    return { id: `${tenantId}-${clientId}-${objectId}`, tenantId, clientId, objectId };
  },
  "azuread:index/getServicePrincipal:getServicePrincipal"({ clientId }, { directory }) {
    const found = directory.servicePrincipals.allNewest().find(({ appId }) => appId === clientId);
    if (!found) throw new Error(`the sandbox has no service principal of ${String(clientId)}`);
    return { id: found.id, objectId: found.id };
  },
  "azuread:index/getServicePrincipals:getServicePrincipals"({ clientIds }, { directory }) {
    const found = directory.servicePrincipals
      .allNewest()
      .filter(({ appId }) => (clientIds as string[]).includes(appId));
    return { objectIds: found.map(({ id }) => id) };
  },
};

async function call(graph: GraphCall, method: string, path: string, body: object): Promise<Record<string, string>> {
  const answer = await graph(method, path, body);
  if (answer.status < 300) return (answer.body ?? {}) as Record<string, string>;
  const { error } = answer.body as { error: { code: string; message: string } };
  throw new Error(`${method} ${path}: ${answer.status} ${error.code}: ${error.message}`);
}

interface ApplicationInputs {
  readonly web?: { readonly redirectUris: string[]; readonly implicitGrant: Readonly<Record<string, boolean>> };
  readonly api?: {
    readonly requestedAccessTokenVersion: number;
    readonly oauth2PermissionScopes: readonly (Properties & { readonly enabled: boolean })[];
  };
  readonly requiredResourceAccesses?: readonly { readonly resourceAppId: string; readonly resourceAccesses: unknown }[];
}

/** The provider's inputs in Graph's words. */
function applicationBody(inputs: Properties): object {
  const { web, api, requiredResourceAccesses: accesses } = inputs as ApplicationInputs;
  const { displayName, signInAudience, tags, owners } = inputs;
  const implicitGrantSettings = {
    enableAccessTokenIssuance: web?.implicitGrant["accessTokenIssuanceEnabled"],
    enableIdTokenIssuance: web?.implicitGrant["idTokenIssuanceEnabled"],
  };
  const oauth2PermissionScopes = api?.oauth2PermissionScopes.map(({ enabled, ...scope }) => {
    return { ...scope, isEnabled: enabled };
  });
  const requiredResourceAccess = accesses?.map(({ resourceAppId, resourceAccesses }) => {
    return { resourceAppId, resourceAccess: resourceAccesses };
  });
  return {
    displayName,
    signInAudience,
    tags,
    ...boundOwners(owners),
    ...(web && { web: { redirectUris: web.redirectUris, implicitGrantSettings } }),
    ...(api && { api: { requestedAccessTokenVersion: api.requestedAccessTokenVersion, oauth2PermissionScopes } }),
    ...(accesses && { requiredResourceAccess }),
  };
}

function boundOwners(owners: unknown): object {
  const references = (owners as string[]).map((id) => `https://graph.microsoft.com/v1.0/directoryObjects/${id}`);
  return { "owners@odata.bind": references };
}
