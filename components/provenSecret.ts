import type * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { SecretToProve } from "../entra/secretProof";

/** Where a secret is proved: everything but the secret. */
export type SignIn = Omit<SecretToProve, "name" | "secret">;

/**
 * A marker that exists once a secret has been honoured by a token request; what publishes the secret waits for it.
 *
 * A resource of its own, because the engine never repeats an `afterCreate` hook that failed: the secret would be in
 * the state, and the next `up` would publish it unproved. A marker that was not created is created by the next `up`.
 */
export function provenSecret(
  name: string,
  password: azuread.ApplicationPassword,
  signIn: pulumi.Input<SignIn>,
  parent: pulumi.Resource,
): random.RandomUuid {
  const prove = new pulumi.ResourceHook(`${name}-prove`, async () => {
    const secret = await known(pulumi.all([signIn, password.value]));
    const { proveSecret } = await import("../entra/secretProof");
    const reservation = await proveSecret({ ...secret[0], name, secret: secret[1] });
    if (reservation !== undefined) {
      await pulumi.log.warn(`${name} was accepted, but no app-only token was issued: ${reservation}`, parent);
    }
  });
  return new random.RandomUuid(
    `${name}-proved`,
    { keepers: { keyId: password.keyId } },
    { parent, hooks: { beforeCreate: [prove] } },
  );
}

/** The value of an output inside a hook, where everything the resource depends on is known. */
export function known<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}
