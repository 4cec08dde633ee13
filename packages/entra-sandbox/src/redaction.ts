/** Whatever their spelling: `client_secret`, `clientSecret`, `Client-Secret`. */
const secretNames = new Set([
  "accesstoken",
  "apikey",
  "assertion",
  "authorization",
  "clientassertion",
  "clientsecret",
  "codeverifier",
  "devicecode",
  "idtoken",
  "password",
  "refreshtoken",
  "secret",
  "secrettext",
]);

/** What stands where a secret was. */
export const redactedText = "[redacted]";

/** A copy of JSON data in which secrets and tokens are replaced, whatever their depth. */
export function redacted(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(redacted);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, isSecret(name, value) ? redactedText : redacted(value)]),
  );
}

/** The same for a form or a query, where `code` is an authorization code; in JSON it is that of an error. */
export function redactedForm(form: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const withoutCodes = Object.entries(form).map(([name, value]): [string, string] => [
    name,
    plain(name) === "code" ? redactedText : value,
  ]);
  return redacted(Object.fromEntries(withoutCodes)) as Record<string, string>;
}

function isSecret(name: string, value: unknown): boolean {
  return secretNames.has(plain(name)) && value !== null && typeof value !== "object";
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
