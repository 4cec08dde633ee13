import type { webcrypto } from "node:crypto";
import { createHash } from "node:crypto";
import type { JWK, JWTPayload } from "jose";
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose";

let shared: Promise<SigningKey> | undefined;

/**
 * The key of this process, in memory only: every start has a new one. Sandboxes side by side share it, as the tenants of
 * Entra ID share theirs, so a signature alone says nothing about the tenant.
 */
export function signingKey(): Promise<SigningKey> {
  shared ??= SigningKey.generate();
  return shared;
}

/** Signs tokens, and checks those it is shown. */
export class SigningKey {
  private constructor(
    private readonly privateKey: webcrypto.CryptoKey,
    private readonly publicKey: webcrypto.CryptoKey,
    readonly jwk: JWK,
    private readonly kid: string,
  ) {}

  static async generate(): Promise<SigningKey> {
    const { privateKey, publicKey } = await generateKeyPair("RS256");
    const jwk = await exportJWK(publicKey);
    const kid = createHash("sha256").update(String(jwk.n)).digest("base64url").slice(0, 27);
    return new SigningKey(privateKey, publicKey, { ...jwk, use: "sig", alg: "RS256", kid, x5t: kid }, kid);
  }

  sign(claims: JWTPayload): Promise<string> {
    return new SignJWT(claims).setProtectedHeader({ typ: "JWT", alg: "RS256", kid: this.kid }).sign(this.privateKey);
  }

  /** The claims of a token this key signed that is valid at the given instant; rejects otherwise. */
  async verify(token: string, now: Date): Promise<JWTPayload> {
    const { payload } = await jwtVerify(token, this.publicKey, { currentDate: now, clockTolerance: 5 });
    return payload;
  }
}
