import type { Problem } from "./problem";

/** What the connector's second authentication type is configured with. */
export interface ApiKeySettings {
  /** The customer instance: the first label of `https://{instance}.icertis.com`. */
  readonly instance?: string | undefined;
  /** The key of an ICI user; secret. */
  readonly apiKey?: string | undefined;
}

const hostLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Where a signed-in ICI user reads the API key: the member `UserApiToken` of the page. */
export function apiKeyUrl(instance: string): string {
  return `https://${instance}.icertis.com/userinformation/GetUserApiToken`;
}

/** Problems with the instance's name, in whichever mode it is given. */
export function instanceProblems(instance: string | undefined): Problem[] {
  if (instance === undefined || hostLabel.test(instance)) return [];
  const rule = "must be the first part of the instance's host name, letters, digits and hyphens";
  return [{ key: "instance", got: instance, rule, remedy: "for https://acme.icertis.com write acme" }];
}

/**
 * Problems with what the API-key mode needs. Never repeats the key.
 *
 * @param secret - whether the key is stored as a secret
 */
export function apiKeyProblems({ instance, apiKey }: ApiKeySettings, secret: boolean): Problem[] {
  const set = "set it with `pulumi config set --secret apiKey`, which asks for the value";
  const problems = instanceProblems(instance);
  if (instance === undefined) {
    const rule = "is required with authentication: apiKey";
    problems.push({ key: "instance", rule, remedy: "for https://acme.icertis.com write acme" });
  }
  if (apiKey === undefined) {
    problems.push({ key: "apiKey", rule: "is required with authentication: apiKey", remedy: set });
  } else if (!secret) {
    const remedy = `remove the line, have the key renewed in ICI, and ${set}`;
    problems.push({ key: "apiKey", rule: "must not stand in the stack's file in plain text", remedy });
  } else if (apiKey.length === 0 || /\s|^["']|["']$/.test(apiKey)) {
    problems.push({
      key: "apiKey",
      rule: "must be the key alone, without quotes, spaces or line ends",
      remedy: `copy the value of UserApiToken, and ${set}`,
    });
  }
  return problems;
}

/** An API key belongs to the API-key mode only. */
export function strayApiKeyProblems({ apiKey }: ApiKeySettings): Problem[] {
  if (apiKey === undefined) return [];
  const remedy = "remove it, or set authentication: apiKey";
  return [{ key: "apiKey", rule: "is not used with authentication: oauth", remedy }];
}
