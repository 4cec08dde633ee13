import { missingParameter } from "./aadstsError";
import { requireUserAssignment } from "./assignment";
import { signingInUser } from "./authorize";
import { findClient } from "./client";
import { askConsent } from "./consent";
import { deviceCodeLifetime } from "./deviceCodes";
import { requestedScopes } from "./requestedScopes";
import type { SignIn } from "./tokenIssuer";

/** `POST /{tenant}/oauth2/v2.0/devicecode`: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code */
export function deviceCodeAnswer(form: URLSearchParams, { directory, deviceCodes, url }: SignIn): object {
  const client = findClient(form.get("client_id") ?? undefined, directory);
  const scope = form.get("scope");
  if (!scope) throw missingParameter("scope");
  requestedScopes(scope, directory, url);
  const { deviceCode, userCode } = deviceCodes.start(client.appId, scope);
  const page = `${url}/devicelogin`;
  return {
    user_code: userCode,
    device_code: deviceCode,
    verification_uri: page,
    expires_in: deviceCodeLifetime,
    // Entra ID says 5; whoever waits here is a test.
    interval: 1,
    message: `To sign in, use a web browser to open the page ${page} and enter the code ${userCode} to authenticate.`,
  };
}

/**
 * `GET /devicelogin?otc={user code}`: the seeded user named by `login_hint`, or the first, signs in and answers the
 * consent page without being asked.
 */
export function deviceLogin(query: URLSearchParams, signIn: SignIn): string {
  const { directory, deviceCodes, url } = signIn;
  const userCode = query.get("otc") ?? "";
  const request = deviceCodes.waiting(userCode);
  if (!request) return "That code didn't work. Check the code and try again.";
  const client = findClient(request.clientId, directory);
  const user = signingInUser(query.get("login_hint"), directory);
  const { resource } = requestedScopes(request.scope, directory, url);
  requireUserAssignment(client, resource, user, directory);
  if (signIn.consentAnswer() === "decline") {
    deviceCodes.answer(userCode, "declined");
    return "You have declined to sign in.";
  }
  askConsent({ client, resource, user }, directory, "accept");
  deviceCodes.answer(userCode, { userId: user.id });
  return `You have signed in to the ${client.name} application on your device. You may now close this window.`;
}
