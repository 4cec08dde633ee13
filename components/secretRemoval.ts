import * as pulumi from "@pulumi/pulumi";
import { known, type SignIn } from "./provenSecret";

/**
 * The hook that removes a secret from Entra ID just before the engine drops it from the state.
 *
 * The provider waits 20 s after each removal, with the application locked, so that of several leaked secrets the last
 * one would be alive for a minute. A secret with this hook is declared with `retainOnDelete`: the provider does nothing.
 * Both stand in the state, so one that was declared without them is still removed by the provider.
 */
export function secretRemoval(
  name: string,
  signIn: pulumi.Input<SignIn>,
  parent: pulumi.Resource,
): pulumi.ResourceHook {
  return new pulumi.ResourceHook(`${name}-remove`, async ({ name: secret, oldOutputs }) => {
    const { applicationId, keyId } = oldOutputs as { readonly applicationId: string; readonly keyId: string };
    const { removeSecret } = await import("../entra/secretRemoval");
    await removeSecret({ ...(await known(pulumi.output(signIn))), applicationId, keyId });
    void pulumi.log.info(`${secret} was removed from Entra ID`, parent);
  });
}
