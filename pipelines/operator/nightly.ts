import { type Manifest, namespace, stackObjects } from "./manifests";
import type { OperatorSettings } from "./settings";

// Not `icertis-…`, as the names of stacks begin.
const name = "nightly";

/**
 * Asks for every stack once a night. The operator gives up after three failures in some two minutes and does not begin
 * again until the object changes: without this, a short trouble would be the end of rotation.
 */
export function nightlyManifests({ kubectl, stacks }: OperatorSettings): Manifest[] {
  // The previews first: an update asked for before its preview would take the last one for a fresh one.
  const names = [
    ...stacks.map((stack) => stackObjects(stack).preview),
    ...stacks.map((stack) => stackObjects(stack).update),
  ];
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name, namespace },
      // These objects and no others. Whoever may patch them may deploy: Kubernetes knows no right to annotations alone.
      rules: [{ apiGroups: ["pulumi.com"], resources: ["stacks"], resourceNames: names, verbs: ["get", "patch"] }],
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
        jobTemplate: { spec: { backoffLimit: 3, template: { spec: pod(kubectl, names) } } },
      },
    },
  ];
}

function pod(image: string, names: readonly string[]) {
  return {
    serviceAccountName: name,
    restartPolicy: "Never",
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "kubectl",
        image,
        // Any value asks anew that the object has not had: the pod's name, which Kubernetes puts in.
        args: [
          "annotate",
          "stacks.pulumi.com",
          ...names,
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
