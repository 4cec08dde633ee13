const secretNames = new Set([
  "access_token",
  "assertion",
  "client_assertion",
  "client_secret",
  "code",
  "code_verifier",
  "id_token",
  "password",
  "refresh_token",
  "secretText",
]);

/** What stands where a secret was. */
export const redactedText = "[redacted]";

/** A copy of JSON data in which secrets and tokens are replaced, whatever their depth. */
export function redacted(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(redacted);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      secretNames.has(name) && typeof value === "string" ? redactedText : redacted(value),
    ]),
  );
}
