import { compactVerify, importJWK, type JWK } from "jose";
import { jsonObject } from "../../model/json";

/** The decoded parts of a token; nothing in them is proved yet. */
interface DecodedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** .NET's `MaximumTokenSizeInBytes`; Entra's tokens are of a few kilobytes. */
export const largestToken = 256_000;

/** Decodes a token; `undefined` for what is not a JWT of two JSON objects and a signature. */
export function decodeToken(token: string): DecodedToken | undefined {
  const parts = token.length > largestToken ? [] : token.split(".");
  if (parts.length !== 3 || parts.some((part) => !/^[\w-]+$/.test(part))) return undefined;
  const [header, claims] = parts.slice(0, 2).map(decodePart);
  return header && claims && { header, claims };
}

function decodePart(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return jsonObject(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(part, "base64url")));
  } catch {
    return undefined;
  }
}

/** What became of a signature, and in which words. */
interface SignatureCheck {
  readonly ok: boolean;
  readonly got: string;
}

/** Algorithms of published keys; with `none` or a shared secret anybody could sign. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

/**
 * Checks a signature as .NET's handler does: with the key the token names (`kid`) alone or, where it names none or an
 * unknown one, with every key in turn. Lifetime and claims are judged later, each on its own.
 * https://learn.microsoft.com/dotnet/api/microsoft.identitymodel.tokens.tokenvalidationparameters.tryallissuersigningkeys
 */
export async function checkSignature(token: string, keys: readonly unknown[]): Promise<SignatureCheck> {
  const header = decodeToken(token)?.header;
  if (!header) return { ok: false, got: "not a JWT" };
  const { alg, kid } = header;
  if (typeof alg !== "string" || !algorithms.includes(alg)) {
    return { ok: false, got: `the algorithm ${JSON.stringify(alg) ?? "nothing"}` };
  }
  const usable = keys.filter(isSigningKey);
  const named = usable.find((key) => kid !== undefined && key.kid === kid);
  for (const key of named ? [named] : usable) {
    if (!(await isSignedBy(token, key, alg))) continue;
    if (named) return { ok: true, got: "signed by a published key" };
    const why = kid === undefined ? "names no key (kid)" : "names an unknown key (kid)";
    return { ok: true, got: `signed by a published key; the token ${why}, so every key was tried, as .NET does` };
  }
  return { ok: false, got: named ? "not signed by the key it names" : "signed by no published key" };
}

function isSigningKey(key: unknown): key is JWK {
  return typeof key === "object" && key !== null && "kty" in key && (key as JWK).use !== "enc";
}

async function isSignedBy(token: string, key: JWK, alg: string): Promise<boolean> {
  try {
    await compactVerify(token, await importJWK({ ...key, alg: key.alg ?? alg }, alg), { algorithms: [alg] });
    return key.alg === undefined || key.alg === alg;
  } catch {
    return false;
  }
}
