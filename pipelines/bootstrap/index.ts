import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { graphClientId } from "../../model/graphPermissions";
import { type graphPermissions, PipelineIdentity } from "./pipelineIdentity";
import { nextCommands } from "./nextCommands";
import { type BootstrapSettings, readSettings } from "./settings";

/** Run once by an administrator, from their own machine: identities for the pipelines, and a place for state. */
export = async () => {
  const settings = readSettings();
  const { tenantId, objectId } = await azuread.getClientConfig();
  const graph = await azuread.getServicePrincipal({ clientId: graphClientId });
  const identity = (name: string, permission?: keyof typeof graphPermissions) =>
    new PipelineIdentity(`icertis-${name}`, {
      displayName: `Icertis access: pipeline (${name})`,
      permission,
      trust: settings.trust(name),
      graph,
    });
  const preview = identity("preview", settings.previewReads ? "Application.Read.All" : undefined);
  const deployers = Object.fromEntries(
    settings.stacks.map((stack) => [stack, identity(stack, "Application.ReadWrite.OwnedBy")]),
  );
  const state = await stateOf(settings, { tenantId, administrator: objectId, deployers, preview });
  const clientIds = Object.fromEntries(
    Object.entries({ ...deployers, preview }).map(([name, { clientId }]) => [`icertis-${name}`, clientId] as const),
  );
  return {
    AZURE_TENANT_ID: tenantId,
    /** `AZURE_CLIENT_ID` of each environment. */
    AZURE_CLIENT_ID: clientIds,
    ...state,
    /** A shell script: everything that is left to do on the platform and for the stacks. */
    next: pulumi
      .all([pulumi.output(clientIds), pulumi.output(state)])
      .apply(([clients, made]) => nextCommands(settings, { tenantId, clientIds: clients, ...made })),
  };
};

interface StateIdentities {
  readonly tenantId: string;
  readonly administrator: string;
  readonly deployers: Readonly<Record<string, PipelineIdentity>>;
  readonly preview: PipelineIdentity;
}

/** azure-native takes seconds to load, and is needed for this backend alone. */
async function stateOf(
  { backend, location }: BootstrapSettings,
  { tenantId, administrator, deployers, preview }: StateIdentities,
): Promise<{
  ARM_SUBSCRIPTION_ID?: string;
  PULUMI_BACKEND_URL: pulumi.Input<string>;
  secretsProviders: Readonly<Record<string, pulumi.Input<string>>>;
}> {
  if (backend === "pulumi-cloud") return { PULUMI_BACKEND_URL: "https://api.pulumi.com", secretsProviders: {} };
  const { StateBackend } = await import("./stateBackend");
  const { getClientConfig } = await import("@pulumi/azure-native/authorization");
  const { subscriptionId } = await getClientConfig();
  const objectIds = Object.entries(deployers).map(([stack, { objectId }]) => [stack, objectId] as const);
  const made = new StateBackend("icertis-state", {
    location,
    tenantId,
    subscriptionId,
    administrator,
    deployers: Object.fromEntries(objectIds),
    reader: preview.objectId,
  });
  return {
    ARM_SUBSCRIPTION_ID: subscriptionId,
    PULUMI_BACKEND_URL: made.backendUrl,
    /** For `pulumi stack init --secrets-provider`, by stack. */
    secretsProviders: made.secretsProviders,
  };
}
