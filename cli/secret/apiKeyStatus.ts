import { dayMs } from "../../model/instant";
import type { ApiKeyOutputs } from "../../model/outputs";
import { dayCount, daysUntil, instantOf, shortInstant } from "../days";
import type { Level, Thresholds } from "./secretStatus";

/** Days before the end of an API key at which it is a concern: a person of ICI has to make the next one. */
const concern = { warn: 30, critical: 7 };

/** How an API key stands: ICI tells nobody when it ends, so it is known where the configuration says so. */
export function apiKeyStatus(
  { apiKeyExpiresOn, apiKeyUrl }: ApiKeyOutputs,
  now: number,
  { warn = concern.warn, critical = concern.critical }: Thresholds,
): { readonly level: Level; readonly message: string } {
  if (apiKeyExpiresOn === undefined) {
    return {
      level: "ok",
      message: "an API key of an ICI user: its expiry is known to ICI alone, unless apiKeyExpiresOn states it",
    };
  }
  const expires = instantOf(apiKeyExpiresOn);
  const day = shortInstant(expires);
  const renew = `read a new one at ${apiKeyUrl}, set it with \`pulumi config set --secret apiKey\`, and enter it in UiPath`;
  if (expires <= now)
    return { level: "critical", message: `the API key expired on ${day}, so UiPath cannot sign in: ${renew}` };
  const message = `the API key expires on ${day}, in ${dayCount(daysUntil(expires, now))}`;
  if (expires - now <= critical * dayMs) return { level: "critical", message: `${message}: ${renew}` };
  if (expires - now <= warn * dayMs) return { level: "warning", message: `${message}: ${renew}` };
  return { level: "ok", message };
}
