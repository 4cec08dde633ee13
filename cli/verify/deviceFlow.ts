import { UserError } from "../../entra/userError";
import type { Context } from "../../entra/context";
import { explained, type SignIn } from "./signIn";

/** Signs a user in on another device, by a code typed there. */
export async function tokenByDeviceCode({ oidc, client, connection }: SignIn, context: Context): Promise<string> {
  if (client.serverMetadata().device_authorization_endpoint === undefined) {
    throw new UserError(
      "unclassified",
      "the tenant's metadata document names no device authorization endpoint; sign in without --device-code",
    );
  }
  return explained(async () => {
    const started = await oidc.initiateDeviceAuthorization(client, { scope: connection.scope });
    context.note(`On any device, open ${started.verification_uri} and enter the code ${started.user_code}`);
    return (await oidc.pollDeviceAuthorizationGrant(client, started)).access_token;
  });
}
