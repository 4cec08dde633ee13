import { createHash, randomBytes } from "node:crypto";
import type { VirtualClock } from "../clock";
import { AadstsError } from "./aadstsError";

/** What a code or a refresh token stands for. */
export interface Session {
  readonly clientId: string;
  readonly userId: string;
  /** As asked for at `/authorize`. */
  readonly scope: string;
}

export interface CodeSession extends Session {
  readonly redirectUri: string;
  readonly nonce: string | undefined;
  readonly challenge: { readonly method: "plain" | "S256"; readonly value: string } | undefined;
}

const codeLifetime = 10 * 60_000;
/** https://learn.microsoft.com/entra/identity-platform/refresh-tokens */
const refreshLifetime = 90 * 86_400_000;

/** Codes and refresh tokens given out: in memory only, and only their hashes. */
export class Sessions {
  private readonly codes = new Map<string, CodeSession & { expires: number; redeemed: boolean }>();
  private readonly refreshes = new Map<string, Session & { expires: number }>();

  constructor(private readonly clock: VirtualClock) {}

  newCode(session: CodeSession): string {
    const code = `1.${randomBytes(48).toString("base64url")}`;
    this.codes.set(hash(code), { ...session, expires: this.clock.now().getTime() + codeLifetime, redeemed: false });
    return code;
  }

  /** The session of a code, which works once, for its client, within ten minutes. */
  redeem(code: string, clientId: string): CodeSession {
    const session = this.codes.get(hash(code));
    if (session?.clientId !== clientId) throw malformedGrant();
    if (session.redeemed) {
      throw new AadstsError(
        54005,
        "invalid_grant",
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
      );
    }
    if (session.expires <= this.clock.now().getTime()) {
      throw new AadstsError(
        70008,
        "invalid_grant",
        "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
      );
    }
    session.redeemed = true;
    return session;
  }

  newRefreshToken({ clientId, userId, scope }: Session): string {
    const token = `1.${randomBytes(64).toString("base64url")}`;
    const expires = this.clock.now().getTime() + refreshLifetime;
    this.refreshes.set(hash(token), { clientId, userId, scope, expires });
    return token;
  }

  refresh(token: string, clientId: string): Session {
    const session = this.refreshes.get(hash(token));
    if (session?.clientId !== clientId) throw malformedGrant();
    if (session.expires <= this.clock.now().getTime()) {
      throw new AadstsError(700082, "invalid_grant", "The refresh token has expired due to inactivity.");
    }
    return session;
  }
}

function malformedGrant(): AadstsError {
  return new AadstsError(9002313, "invalid_request", "Invalid request. Request is malformed or invalid.");
}

function hash(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
