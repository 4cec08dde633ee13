/** A Kubernetes object. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/** What the nightly request of a stack is about. */
interface NightlyRequest {
  readonly image: string;
  readonly namespace: string;
  readonly stack: string;
  /** The stack's `Stack` objects: the one that previews, then the one that updates. */
  readonly objects: readonly string[];
}

/**
 * Asks for a stack once a night. The operator gives up after three failures in some two minutes and does not begin again
 * until the object changes: without this, a short outage would be the end of rotation.
 */
export function nightlyManifests({ image, namespace, stack, objects }: NightlyRequest): Manifest[] {
  // Not `icertis-…`, as the names of stacks begin.
  const name = `nightly-${stack}`;
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name, namespace },
      // These objects and no others. Whoever may patch them may deploy: Kubernetes knows no right to annotations alone.
      rules: [{ apiGroups: ["pulumi.com"], resources: ["stacks"], resourceNames: objects, verbs: ["get", "patch"] }],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name, namespace },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
    {
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name, namespace },
      spec: {
        schedule: "17 3 * * *",
        timeZone: "Etc/UTC",
        concurrencyPolicy: "Forbid",
        jobTemplate: { spec: { backoffLimit: 3, template: { spec: pod(image, name, namespace, objects) } } },
      },
    },
  ];
}

function pod(image: string, name: string, namespace: string, objects: readonly string[]) {
  return {
    serviceAccountName: name,
    restartPolicy: "Never",
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "kubectl",
        image,
        // Any value asks anew that the object has not had: the pod's name, which Kubernetes puts in. The preview comes
        // first: an update asked for before it would take the last preview for a fresh one.
        args: [
          "annotate",
          "stacks.pulumi.com",
          ...objects,
          `--namespace=${namespace}`,
          "--overwrite",
          "pulumi.com/reconciliation-request=$(POD)",
        ],
        env: [{ name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
      },
    ],
  };
}
