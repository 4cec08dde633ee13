import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Context } from "../../entra/context";
import { entraAudience } from "../../model/token";
import { type Manifest, nightlyManifests } from "./nightly";
import { type OperatorSettings, type OperatorStack, readOperator } from "./settings";

/** Where everything lives: namespace.yaml. */
const namespace = "icertis-access";
const tokenFolder = "/var/run/secrets/entra";
const tokenFile = `${tokenFolder}/token`;
const day = 86_400;

/**
 * Everything one stack needs in the cluster. Two `Stack` objects: the operator updates without a preview, in which the
 * guard of live secrets speaks; so one object previews the commit, and the other, which updates, waits for its success.
 */
export function stackManifests(settings: OperatorSettings, stack: OperatorStack): Manifest[] {
  const name = `icertis-${stack.name}`;
  // By name, too, the one that previews comes first.
  const [preview, update] = [`${name}-preview`, `${name}-update`];
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
    ...nightlyManifests({ image: settings.kubectl, namespace, stack: stack.name, objects: [preview, update] }),
  ];
}

function stackObject(name: string, wave: string, spec: Readonly<Record<string, unknown>>): Manifest {
  // The preview's object must change first. Argo CD goes by the wave; Flux and kubectl by name or by place in the file.
  const annotations = { "argocd.argoproj.io/sync-wave": wave };
  return { apiVersion: "pulumi.com/v1", kind: "Stack", metadata: { name, namespace, annotations }, spec };
}

function common(settings: OperatorSettings, stack: OperatorStack, serviceAccountName: string) {
  const tenantId = stack.tenantId ?? settings.tenantId;
  return {
    stack: stack.name,
    ...(settings.fluxSource
      ? { fluxSource: settings.fluxSource }
      : {
          projectRepo: settings.repository,
          commit: stack.commit,
          ...(settings.gitAuth && { gitAuth: settings.gitAuth }),
        }),
    backend: (stack.backendUrl ?? settings.backend).replaceAll("{stack}", stack.name),
    serviceAccountName,
    // The daily run issues a secret that is issued.
    continueResyncOnCommitMatch: true,
    // Deleting the object must not delete the application; nor is a stack made that nobody initialised.
    destroyOnFinalize: false,
    useLocalStackOnly: true,
    // A run ends in a minute; a pod kept for the next day would cost its memory until then.
    workspaceReclaimPolicy: "Delete",
    // Every run leaves a Secret with the stack's outputs in clear; this long, where the operator's default is a day.
    updateTemplate: { spec: { ttlAfterCompleted: "10m" } },
    envRefs: literals({
      ARM_TENANT_ID: tenantId,
      ARM_CLIENT_ID: stack.clientId,
      ARM_USE_OIDC: "true",
      ARM_USE_CLI: "false",
      ARM_USE_MSI: "false",
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: stack.clientId,
      AZURE_FEDERATED_TOKEN_FILE: tokenFile,
    }),
    workspaceTemplate: { spec: workspace(settings.image) },
  };
}

function workspace(image: string) {
  const entra = { name: "entra", mountPath: tokenFolder, readOnly: true };
  return {
    image,
    securityProfile: "restricted",
    // npm, the language host and the azuread provider of one stack.
    resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { memory: "2Gi" } },
    podTemplate: {
      spec: {
        // Long enough for an update to end: it is never cut short.
        terminationGracePeriodSeconds: 1800,
        initContainers: [
          {
            // The provider reads its token from ARM_OIDC_TOKEN alone, and the agent runs the CLI with what this file says.
            // The pod lives for one run; the token it began with is good for an hour.
            name: "entra-token",
            image,
            command: ["sh", "-c", `umask 077; printf 'ARM_OIDC_TOKEN=%s\\n' "$(cat ${tokenFile})" > /share/.env`],
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
            volumeMounts: [entra, { name: "share", mountPath: "/share" }],
          },
        ],
        containers: [{ name: "pulumi", volumeMounts: [entra] }],
        volumes: [
          {
            name: "entra",
            projected: {
              sources: [
                {
                  serviceAccountToken: {
                    audience: entraAudience,
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

const head =
  "# Made by `npm run -s pipeline -- manifests` from pipelines/stacks.yaml and pipelines/operator/settings.yaml.\n";

/** The text of a file with these objects. */
function manifestFile(manifests: readonly Manifest[]): string {
  return head + manifests.map((manifest) => stringify(manifest, { lineWidth: 0 })).join("---\n");
}

/** What `manifests` takes. */
interface ManifestOptions {
  readonly settings: string;
  /** Folder for the manifests, a file per stack. */
  readonly out: string;
}

/** Writes the manifests of every stack; the files are committed, so that a pull request shows what it deploys. */
export function writeManifests(context: Context, { settings: file, out }: ManifestOptions): void {
  const { settings, stacks } = readOperator(context, file);
  const folder = join(context.folder, out);
  mkdirSync(folder, { recursive: true });
  for (const stack of stacks) {
    writeFileSync(join(folder, `${stack.name}.yaml`), manifestFile(stackManifests(settings, stack)));
    context.out(`${out}/${stack.name}.yaml\n`);
  }
}
