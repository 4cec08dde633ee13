import type { TenantSetting } from "../../model/tenantJson";

/** What a check of one key came to. */
export interface KeyVerdict {
  readonly key: string;
  readonly ok: boolean;
  /** The value in the file; `undefined` where there is none. */
  readonly got: string | undefined;
  readonly expected: string;
  /** Why ICI would refuse, and what to do; empty where it would not. */
  readonly remedy: string;
}

const mergeRemedy = "set it as expected, or run `icertis-access tenant-json merge`";

/**
 * Whether ICI, with an entry as it is in a file, would do with the stack's tokens what it would with the stack's own.
 *
 * @param entry - the entry of the file, parsed; `undefined` where there is none
 * @param v1MetadataUrl - the other address of the same signing keys
 */
export function checkSetting(wanted: TenantSetting, entry: unknown, v1MetadataUrl: string): KeyVerdict {
  const { Name: key, Value: expected } = wanted;
  const verdict = (got: string | undefined, remedy: string): KeyVerdict => ({
    key,
    ok: remedy === "",
    got,
    expected,
    remedy,
  });
  if (entry === undefined) return verdict(undefined, "the key is missing; run `icertis-access tenant-json merge`");
  if (typeof entry !== "object" || entry === null)
    return verdict(undefined, "it is a plain value, not an object with a Value");
  const { Value: got, IsEncrypted: encrypted } = entry as { readonly Value?: unknown; readonly IsEncrypted?: unknown };
  if (String(encrypted).toLowerCase() === "true") {
    return verdict(
      undefined,
      "it is encrypted (IsEncrypted: true), so what ICI compares with cannot be told from the file",
    );
  }
  if (typeof got !== "string") return verdict(undefined, `it has no Value; ${mergeRemedy}`);
  return verdict(got, remedyFor(key, got, expected, v1MetadataUrl));
}

function remedyFor(key: string, got: string, expected: string, v1MetadataUrl: string): string {
  if (got === expected) return "";
  if (key.endsWith(".STSDiscoveryEndpoint") && got === v1MetadataUrl) return "";
  if (key.endsWith(".ValidAudiences")) {
    const audiences = got.split(",");
    const missing = expected.split(",").filter((audience) => !audiences.includes(audience));
    if (missing.length === 0) return "";
    const spaced = audiences.find((audience) => missing.includes(audience.trim()));
    if (spaced !== undefined) return whiteSpace;
    return `the list lacks ${missing.join(" and ")}; ${mergeRemedy}`;
  }
  if (got.trim() === expected) return whiteSpace;
  if (key.endsWith(".ValidIssuer")) return issuerRemedy(got, expected);
  return `ICI would look elsewhere; ${mergeRemedy}`;
}

const whiteSpace =
  "there is a space around the value, as in the connector's documentation, and it is compared as it is; remove it";

function issuerRemedy(got: string, expected: string): string {
  if (`${got}/` === expected) return "the issuer ends with a slash; add it";
  if (got.endsWith("/v2.0")) {
    return `this is the issuer of version 2 tokens, and the application asks for version 1; ${mergeRemedy}`;
  }
  return `the tokens have another issuer; ${mergeRemedy}`;
}
