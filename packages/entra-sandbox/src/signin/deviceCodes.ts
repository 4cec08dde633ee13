import { createHash, randomBytes, randomInt } from "node:crypto";
import type { VirtualClock } from "../clock";
import { AadstsError } from "./aadstsError";
import { malformedGrant, type Session } from "./sessions";

/** A person's answer on the device page. */
type DeviceAnswer = { readonly userId: string } | "declined";

interface DeviceRequest {
  readonly clientId: string;
  readonly scope: string;
  readonly userCode: string;
  readonly expires: number;
  answer: DeviceAnswer | undefined;
}

export const deviceCodeLifetime = 900;

/** Requests of the device flow that wait for a person: in memory only. */
export class DeviceCodes {
  private readonly requests = new Map<string, DeviceRequest>();

  constructor(private readonly clock: VirtualClock) {}

  start(clientId: string, scope: string): { deviceCode: string; userCode: string } {
    const deviceCode = randomBytes(32).toString("base64url");
    const userCode = Array.from({ length: 9 }, () => "BCDFGHJKLMNPQRSTVWXZ"[randomInt(20)]).join("");
    const expires = this.clock.now().getTime() + deviceCodeLifetime * 1000;
    this.requests.set(hash(deviceCode), { clientId, scope, userCode, expires, answer: undefined });
    return { deviceCode, userCode };
  }

  /** The request whose code a person types in. */
  waiting(userCode: string): { readonly clientId: string; readonly scope: string } | undefined {
    return this.byUserCode(userCode);
  }

  answer(userCode: string, answer: DeviceAnswer): void {
    const request = this.byUserCode(userCode);
    if (request) request.answer = answer;
  }

  /** The session of an answered request; throws the error a polling device gets. */
  redeem(deviceCode: string, clientId: string): Session {
    const request = this.requests.get(hash(deviceCode));
    if (request?.clientId !== clientId) throw malformedGrant();
    if (this.isOver(request)) {
      throw new AadstsError(70020, "The provided device code has expired. Send a new device authorization request.");
    }
    if (request.answer === undefined) {
      throw new AadstsError(70016, "OAuth 2.0 device flow error. Authorization is pending. Continue polling.");
    }
    this.requests.delete(hash(deviceCode));
    if (request.answer === "declined") {
      throw new AadstsError(65004, "User declined to consent to access the app.", { error: "authorization_declined" });
    }
    return { clientId, userId: request.answer.userId, scope: request.scope, isPublic: true };
  }

  private byUserCode(userCode: string): DeviceRequest | undefined {
    const wanted = userCode.toUpperCase();
    return [...this.requests.values()].find((request) => request.userCode === wanted && !this.isOver(request));
  }

  private isOver({ expires }: DeviceRequest): boolean {
    return expires <= this.clock.now().getTime();
  }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
