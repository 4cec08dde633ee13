import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../entra/userError";
import { parseInstant } from "../model/instant";
import { applicationPassword } from "../model/resourceTypes";
import { issuedOfSecretName, type NamedSecret } from "../model/rotation";
import type { HeldSecret } from "../model/rotationAdvice";
import type { Rotation } from "../model/rotationSettings";
import { fullStackName } from "./stackName";

/** The hooks every client secret carries. */
export interface SecretGuards {
  /** Refuses to create a kept secret: what `rotation.keep` names must be in the state already. */
  readonly beforeCreate: pulumi.ResourceHook;
  /** Refuses to delete a secret before it has expired, unless revocation is allowed at this instant. */
  readonly beforeDelete: pulumi.ResourceHook;
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
  const planned = new Set<string>();
  const isPreview = pulumi.runtime.isDryRun();
  const beforeCreate = new pulumi.ResourceHook(
    `${name}-before-create`,
    async (args) => {
      if (isPreview) planned.add(args.name);
      if (!declared.some((secret) => secret.kept && secret.name === args.name)) return;
      const { missingKeptMessage } = await import("../model/rotationAdvice");
      throw new UserError("secret-not-held", missingKeptMessage(args.name));
    },
    { onDryRun: true },
  );
  const beforeDelete = new pulumi.ResourceHook(
    `${name}-before-delete`,
    async (args) => {
      const { liveSecretMessage, mayDelete } = await import("../model/rotationAdvice");
      const secret = heldSecret(args.name, args.oldOutputs);
      const isDeclared = declared.some((other) => other.name === secret.name);
      if (mayDelete(rotation, now, secret, isDeclared)) return;
      // By now the engine answers no questions any more: what is known is what was declared and is not only planned.
      const held = declared
        .filter((other) => !planned.has(other.name))
        .map(({ name: other, issued, expires }) => ({ name: other, keyId: "unknown", issued, endsOn: expires }));
      throw new UserError("secret-alive", liveSecretMessage(rotation, now, secret, held));
    },
    { onDryRun: true },
  );
  return { beforeCreate, beforeDelete };
}

/**
 * The client secrets in this stack's state, also those the program no longer declares, without their values. Asked for
 * only on the way to an error, and while the program runs: later the engine never answers. Where the state cannot be
 * read, the error names what the run itself knows.
 */
export async function secretsInState(name: string): Promise<HeldSecret[]> {
  const stackName = fullStackName();
  const { outputs } = await pulumi.runtime
    .invoke("pulumi:pulumi:readStackResourceOutputs", { stackName })
    .then((answer) => answer as { outputs: Record<string, { type: string; outputs?: object }> })
    .catch(() => ({ outputs: {} }));
  return Object.entries(outputs).flatMap(([urn, resource]) => {
    const own = urn.split("::").at(-1) ?? "";
    return resource.type === applicationPassword && own.startsWith(`${name}-`)
      ? [heldSecret(own, resource.outputs)]
      : [];
  });
}

function heldSecret(name: string, outputs: object = {}): HeldSecret {
  const { endDate, keyId } = outputs as { readonly endDate?: unknown; readonly keyId?: unknown };
  return {
    name,
    keyId: typeof keyId === "string" ? keyId : "unknown",
    issued: parseInstant(issuedOfSecretName(name) ?? ""),
    endsOn: typeof endDate === "string" ? parseInstant(endDate) : undefined,
  };
}
