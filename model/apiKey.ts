import * as v from "valibot";
import { parseInstant } from "./instant";
import { findings } from "./problem";

const hostLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const setIt = "set it with `pulumi config set --secret apiKey`, which asks for the value";

/** The customer instance: the first label of `https://{instance}.icertis.com`. */
export const Instance = v.pipe(
  v.string(),
  v.check(
    (instance) => hostLabel.test(instance),
    "must be the first part of the instance's host name, letters, digits and hyphens; for https://acme.icertis.com write acme",
  ),
);

/** The key of an ICI user. No message repeats it. @param stored - whether it is stored as a secret */
export function apiKeySchema(stored: "secret" | "plain") {
  return v.pipe(
    v.optional(v.string(), ""),
    findings((key) => {
      if (key === "") return [`is required with authentication: apiKey; ${setIt}`];
      if (stored === "plain") {
        return [
          `must not stand in the stack's file in plain text; remove the line, have the key renewed in ICI, and ${setIt}`,
        ];
      }
      return /\s|^["']|["']$/.test(key)
        ? [`must be the key alone, without quotes, spaces or line ends; copy the value of UserApiToken, and ${setIt}`]
        : [];
    }),
  );
}

/** The day an administrator of ICI has set for the key, which ICI alone knows otherwise. */
export const ApiKeyExpiresOn = v.pipe(
  v.string(),
  v.check(
    (text) => parseInstant(text) !== undefined,
    'must be a UTC day such as "2027-11-23" or an instant with Z or an offset; an administrator of ICI sees when the key expires',
  ),
  v.transform((text) => parseInstant(text) ?? NaN),
);

/** Where a signed-in ICI user reads the API key: the member `UserApiToken` of the page. */
export function apiKeyUrl(instance: string): string {
  return `https://${instance}.icertis.com/userinformation/GetUserApiToken`;
}
