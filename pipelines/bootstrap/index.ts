import * as azuread from "@pulumi/azuread";
import type * as pulumi from "@pulumi/pulumi";
import { type graphPermissions, PipelineIdentity } from "./pipelineIdentity";
import { readSettings } from "./settings";

/** Run once by an administrator, from their own machine: identities for the pipelines, and a place for state. */
export = async () => {
  const settings = readSettings();
  const { tenantId } = await azuread.getClientConfig();
  const graph = await azuread.getServicePrincipal({ clientId: "00000003-0000-0000-c000-000000000000" });
  const identity = (name: string, permission: keyof typeof graphPermissions) =>
    new PipelineIdentity(`icertis-${name}`, {
      displayName: `Icertis access: pipeline (${name})`,
      permission,
      trust: settings.trust(name),
      graph,
    });
  const preview = identity("preview", "Application.Read.All");
  const deployers = Object.fromEntries(
    settings.stacks.map((stack) => [stack, identity(stack, "Application.ReadWrite.OwnedBy")]),
  );
  const state = settings.backend === "azure" ? await stateBackend(settings.location, tenantId, deployers, preview) : {};
  const clientIds = Object.entries({ ...deployers, preview }).map(([name, { clientId }]) => [
    `icertis-${name}`,
    clientId,
  ]);
  return {
    AZURE_TENANT_ID: tenantId,
    /** `AZURE_CLIENT_ID` of each environment. */
    AZURE_CLIENT_ID: Object.fromEntries(clientIds) as Record<string, pulumi.Output<string>>,
    ...state,
  };
};

/** azure-native takes seconds to load, and is needed for this backend alone. */
async function stateBackend(
  location: string,
  tenantId: string,
  deployers: Readonly<Record<string, PipelineIdentity>>,
  preview: PipelineIdentity,
) {
  const { StateBackend } = await import("./stateBackend");
  const { getClientConfig } = await import("@pulumi/azure-native/authorization");
  const { subscriptionId } = await getClientConfig();
  const objectIds = Object.entries(deployers).map(([stack, { objectId }]) => [stack, objectId]);
  const backend = new StateBackend("icertis-state", {
    location,
    tenantId,
    subscriptionId,
    deployers: Object.fromEntries(objectIds) as Record<string, pulumi.Output<string>>,
    reader: preview.objectId,
  });
  return {
    ARM_SUBSCRIPTION_ID: subscriptionId,
    PULUMI_BACKEND_URL: backend.backendUrl,
    /** For `pulumi stack init --secrets-provider`, by stack. */
    secretsProviders: backend.secretsProviders,
  };
}
