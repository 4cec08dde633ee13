import * as pulumi from "@pulumi/pulumi";
import { parseInstant } from "../model/instant";
import { issuedOfSecretName, type NamedSecret } from "../model/rotation";
import { deletionRefusal, missingKeptMessage } from "../model/rotationAdvice";
import type { Rotation } from "../model/rotationSettings";

/** The hooks every client secret carries, and what they have learnt. */
export interface SecretGuards {
  /** Refuses to create a kept secret: what `rotation.keep` names must be in the state already. */
  readonly beforeCreate: pulumi.ResourceHook;
  /** Refuses to delete a secret before it has expired, unless revocation is allowed at this instant. */
  readonly beforeDelete: pulumi.ResourceHook;
  /** Whether a declared secret exists, as far as the engine has come: a preview only plans to create one. */
  readonly exists: (secret: NamedSecret) => boolean;
}

/**
 * Both guards speak in previews too: without `onDryRun` an `up` would first create and publish, and only then fail.
 * They must be registered in every run, also for resources that are no longer declared.
 */
export function secretGuards(
  name: string,
  rotation: Rotation,
  now: number,
  declared: readonly NamedSecret[],
): SecretGuards {
  const kept = new Set(declared.filter((secret) => secret.kept).map((secret) => secret.name));
  const planned = new Set<string>();
  const exists = (secret: NamedSecret) => !planned.has(secret.name);

  const beforeCreate = new pulumi.ResourceHook(
    `${name}-before-create`,
    (args) => {
      if (kept.has(args.name)) throw new Error(missingKeptMessage(args.name));
      if (pulumi.runtime.isDryRun()) planned.add(args.name);
    },
    { onDryRun: true },
  );
  const beforeDelete = new pulumi.ResourceHook(
    `${name}-before-delete`,
    (args) => {
      const outputs = (args.oldOutputs ?? {}) as { readonly endDate?: unknown; readonly keyId?: unknown };
      const endsOn = typeof outputs.endDate === "string" ? parseInstant(outputs.endDate) : undefined;
      const issued = parseInstant(issuedOfSecretName(args.name) ?? "");
      const keyId = typeof outputs.keyId === "string" ? outputs.keyId : "unknown";
      const doomed = { name: args.name, keyId, issued, endsOn };
      const refusal = deletionRefusal(rotation, now, declared.filter(exists), doomed);
      if (refusal !== undefined) throw new Error(refusal);
    },
    { onDryRun: true },
  );
  return { beforeCreate, beforeDelete, exists };
}
