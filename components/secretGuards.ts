import * as pulumi from "@pulumi/pulumi";
import { parseInstant } from "../model/instant";
import { issuedOfSecretName, type SecretPeriod } from "../model/rotation";
import { liveSecretMessage, missingKeptMessage } from "../model/rotationAdvice";
import type { Rotation } from "../model/rotationSettings";

/**
 * Refuses to delete a secret before it has expired, in preview as in `up` and `destroy`, unless revocation is allowed
 * at this instant. Without `onDryRun` an `up` would first create and publish, and only then fail.
 */
export function liveSecretGuard(
  name: string,
  rotation: Rotation,
  now: number,
  declared: readonly SecretPeriod[],
): pulumi.ResourceHook {
  return new pulumi.ResourceHook(
    `${name}-live`,
    (args) => {
      const outputs = (args.oldOutputs ?? {}) as { readonly endDate?: unknown; readonly keyId?: unknown };
      const endsOn = typeof outputs.endDate === "string" ? parseInstant(outputs.endDate) : undefined;
      const expired = endsOn !== undefined && endsOn <= now;
      if (expired || now < rotation.allowRevocationUntil) return;
      const issued = parseInstant(issuedOfSecretName(args.name) ?? "");
      const keyId = typeof outputs.keyId === "string" ? outputs.keyId : "unknown";
      throw new Error(liveSecretMessage(rotation, now, declared, { name: args.name, keyId, issued, endsOn }));
    },
    { onDryRun: true },
  );
}

/** Refuses to create a kept secret: what `rotation.keep` names must be in the state already. */
export function keptSecretGuard(name: string): pulumi.ResourceHook {
  return new pulumi.ResourceHook(
    `${name}-kept`,
    (args) => {
      throw new Error(missingKeptMessage(args.name));
    },
    { onDryRun: true },
  );
}
