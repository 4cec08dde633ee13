import { createHash, randomBytes } from "node:crypto";
import type { VirtualClock } from "../clock";
import { AadstsError } from "./aadstsError";

/** What a code or a refresh token stands for. */
export interface Session {
  readonly clientId: string;
  readonly userId: string;
  /** As asked for at sign-in. */
  readonly scope: string;
  /** Whether the person signed in to a platform that holds no secret: Mobile and desktop, SPA, or a device. */
  readonly isPublic: boolean;
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
    this.codes.set(hash(code), { ...session, expires: this.expiry(codeLifetime), redeemed: false });
    return code;
  }

  /** What a code or a refresh token was given out for, whether or not it is still good. */
  find(codeOrToken: string): Session | undefined {
    return this.codes.get(hash(codeOrToken)) ?? this.refreshes.get(hash(codeOrToken));
  }

  /** The session of a code, which works once, for its client, within ten minutes. */
  redeem(code: string, clientId: string): CodeSession {
    const session = this.codes.get(hash(code));
    if (session?.clientId !== clientId) throw malformedGrant();
    if (session.redeemed) {
      throw new AadstsError(
        54005,
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
      );
    }
    if (this.isOver(session.expires)) {
      throw new AadstsError(
        70008,
        "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
      );
    }
    session.redeemed = true;
    return session;
  }

  newRefreshToken({ clientId, userId, scope, isPublic }: Session): string {
    const token = `1.${randomBytes(64).toString("base64url")}`;
    this.refreshes.set(hash(token), { clientId, userId, scope, isPublic, expires: this.expiry(refreshLifetime) });
    return token;
  }

  refresh(token: string, clientId: string): Session {
    const session = this.refreshes.get(hash(token));
    if (session?.clientId !== clientId) throw malformedGrant();
    if (this.isOver(session.expires)) {
      throw new AadstsError(700082, "The refresh token has expired due to inactivity.");
    }
    return session;
  }

  private expiry(lifetime: number): number {
    return this.clock.now().getTime() + lifetime;
  }

  private isOver(expires: number): boolean {
    return expires <= this.clock.now().getTime();
  }
}

export function malformedGrant(): AadstsError {
  return new AadstsError(9002313, "Invalid request. Request is malformed or invalid.");
}

function hash(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
