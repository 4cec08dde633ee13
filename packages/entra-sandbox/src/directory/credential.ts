import { createHash, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";

/** A client secret as the directory keeps it: never the secret itself. */
export interface PasswordCredential {
  readonly keyId: string;
  readonly displayName: string | null;
  readonly hint: string;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly customKeyIdentifier: string | null;
  /** SHA-256 of the secret: the secret is 30 random bytes, so nothing slower is needed to protect it. */
  readonly secretHash: string;
}

/** A new credential together with its secret, which exists nowhere else. */
export interface IssuedCredential {
  readonly credential: PasswordCredential;
  readonly secretText: string;
}

/** Makes a credential around a random secret of 40 characters, the length Entra ID issues. */
export function issueCredential(displayName: string | null, start: Date, end: Date): IssuedCredential {
  const secretText = randomBytes(30).toString("base64url");
  const credential = {
    keyId: randomUUID(),
    displayName,
    hint: secretText.slice(0, 3),
    startDateTime: graphInstant(start),
    endDateTime: graphInstant(end),
    customKeyIdentifier: null,
    secretHash: sha256(secretText).toString("base64url"),
  };
  return { credential, secretText };
}

/** Whether this is the secret the credential was made with, whatever its dates. */
export function isSecretOf(credential: PasswordCredential, secret: string): boolean {
  return timingSafeEqual(sha256(secret), Buffer.from(credential.secretHash, "base64url"));
}

/** Graph writes instants without milliseconds when there are none. */
export function graphInstant(instant: Date): string {
  return instant.toISOString().replace(/\.000Z$/, "Z");
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
