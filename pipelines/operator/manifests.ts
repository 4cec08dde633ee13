import { stringify } from "yaml";
import type { OperatorSettings, OperatorStack } from "./settings";

/** A Kubernetes object. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/** Where everything lives: namespace.yaml. */
export const namespace = "icertis-access";
const tokenFolder = "/var/run/secrets/entra";
const tokenFile = `${tokenFolder}/token`;
const day = 86_400;

/** The names of a stack's two `Stack` objects; by name, too, the one that previews comes first. */
export function stackObjects({ name }: OperatorStack): { readonly preview: string; readonly update: string } {
  return { preview: `icertis-${name}-preview`, update: `icertis-${name}-update` };
}

/**
 * Everything one stack needs in the cluster. Two `Stack` objects: the operator updates without a preview, in which the
 * guard of live secrets speaks; so one object previews the commit, and the other, which updates, waits for its success.
 */
export function stackManifests(settings: OperatorSettings, stack: OperatorStack): Manifest[] {
  const name = `icertis-${stack.name}`;
  const { preview, update } = stackObjects(stack);
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: `${namespace}:${name}:system:auth-delegator` },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "system:auth-delegator" },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
    stackObject(preview, "0", {
      ...common(settings, stack, name),
      preview: true,
      resyncFrequencySeconds: day,
    }),
    stackObject(update, "1", {
      ...common(settings, stack, name),
      // Of this very commit: the operator counts only a run of the preview's object as it is now. Minutes, for an applier
      // that changes this object first: until it changes the other, that one is as it was and its last run counts.
      prerequisites: [{ name: preview, requirement: { succeededWithinDuration: "10m" } }],
      resyncFrequencySeconds: day,
      retryOnUpdateConflict: false,
    }),
  ];
}

function stackObject(name: string, wave: string, spec: Readonly<Record<string, unknown>>): Manifest {
  // The preview's object must change first. Argo CD goes by the wave; Flux and kubectl by name or by place in the file.
  const annotations = { "argocd.argoproj.io/sync-wave": wave };
  return { apiVersion: "pulumi.com/v1", kind: "Stack", metadata: { name, namespace, annotations }, spec };
}

function common(settings: OperatorSettings, stack: OperatorStack, serviceAccountName: string) {
  return {
    stack: stack.name,
    projectRepo: settings.repository,
    commit: stack.commit,
    backend: settings.backend.replaceAll("{stack}", stack.name),
    serviceAccountName,
    // The daily run issues a secret that falls due.
    continueResyncOnCommitMatch: true,
    // Deleting the object must not delete the application; nor is a stack made that nobody initialised.
    destroyOnFinalize: false,
    useLocalStackOnly: true,
    // A run ends in a minute; a pod kept for the next day would cost its memory until then.
    workspaceReclaimPolicy: "Delete",
    // Every run leaves a Secret with the stack's outputs in clear; this long, where the operator's default is a day.
    updateTemplate: { spec: { ttlAfterCompleted: "10m" } },
    envRefs: literals({
      ARM_TENANT_ID: settings.tenantId,
      ARM_CLIENT_ID: stack.clientId,
      ARM_USE_OIDC: "true",
      ARM_OIDC_TOKEN_FILE_PATH: tokenFile,
      ARM_USE_CLI: "false",
      ARM_USE_MSI: "false",
      AZURE_TENANT_ID: settings.tenantId,
      AZURE_CLIENT_ID: stack.clientId,
      AZURE_FEDERATED_TOKEN_FILE: tokenFile,
    }),
    workspaceTemplate: { spec: workspace(settings.image) },
  };
}

function workspace(image: string) {
  return {
    image,
    securityProfile: "restricted",
    // npm, the language host and the azuread provider of one stack.
    resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { memory: "2Gi" } },
    podTemplate: {
      spec: {
        // Long enough for an update to end: it is never cut short.
        terminationGracePeriodSeconds: 1800,
        containers: [{ name: "pulumi", volumeMounts: [{ name: "entra", mountPath: tokenFolder, readOnly: true }] }],
        volumes: [
          {
            name: "entra",
            projected: {
              sources: [
                {
                  serviceAccountToken: {
                    audience: "api://AzureADTokenExchange",
                    expirationSeconds: 3600,
                    path: "token",
                  },
                },
              ],
            },
          },
        ],
      },
    },
  };
}

function literals(values: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { type: "Literal", literal: { value } }]),
  );
}

/** The text of a file with these objects. */
export function manifestFile(manifests: readonly Manifest[]): string {
  const head = "# Made by `npm run fleet -- manifests` from pipelines/operator/settings.yaml; edit that instead.\n";
  return head + manifests.map((manifest) => stringify(manifest, { lineWidth: 0 })).join("---\n");
}
