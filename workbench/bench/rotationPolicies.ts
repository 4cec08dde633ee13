import { dayMs } from "../../model/instant";
import { type SecretPeriod, declaredSecrets } from "../../model/rotation";

/** A client secret at Entra ID; instants in milliseconds. */
export interface Credential {
  readonly issued: number;
  /** The end it was issued with, known to whoever uses it. */
  readonly ends: number;
}

/** What a policy can do in a run, in the order it does it. */
export interface Tenant {
  /** Adds a client secret. */
  issue(ends: number): Credential;
  /** Takes a client secret away, before its end or after. */
  revoke(credential: Credential): void;
  /** Makes it the one that UiPath is to use. */
  publish(credential: Credential): void;
}

/** A way to rotate: called once per run, it keeps what it must remember to itself. */
export type Policy = (now: number, tenant: Tenant) => void;

/** The lengths every policy is held to, in milliseconds. */
export interface Lengths {
  /** Life of a secret. */
  readonly life: number;
  /** How long a secret is to live on beside its successor. */
  readonly overlap: number;
}

/** A policy under its name. `start` makes a fresh one, for one stack. */
export interface NamedPolicy {
  readonly name: string;
  start(lengths: Lengths): Policy;
}

/** This program: the declared secrets of `model/rotation.ts`, anchored on the first run's instant. */
export const generations: NamedPolicy = {
  name: "this program: one secret per generation",
  start({ life, overlap }) {
    const held = new Map<number, Credential>();
    let firstIssued: number | undefined;
    return (now, tenant) => {
      firstIssued ??= now;
      const schedule = { firstIssued, lifetimeDays: life / dayMs, overlapDays: overlap / dayMs, keep: [] };
      const { older, current } = declaredSecrets(schedule, now);
      const declared: SecretPeriod[] = [...older, current];
      for (const { issued, expires } of declared) {
        if (!held.has(issued)) held.set(issued, tenant.issue(expires));
      }
      const published = held.get(current.issued);
      if (published) tenant.publish(published);
      for (const [issued, credential] of held) {
        if (declared.some((secret) => secret.issued === issued)) continue;
        tenant.revoke(credential);
        held.delete(issued);
      }
    };
  },
};

/**
 * A loop beside the stack that holds a current and a next secret: when the current one has served its time, the next
 * becomes current, a new next is issued, and the old current is revoked, since nothing says who still uses it. A
 * secret waits one period and serves one, and each can end late, so the period
 * is half of what is left of its life without two overlaps.
 */
export const currentAndNext: NamedPolicy = {
  name: "current-and-next loop",
  start({ life, overlap }) {
    const period = (life - 2 * overlap) / 2;
    let held: { current: Credential; next: Credential; since: number } | undefined;
    return (now, tenant) => {
      if (!held) {
        held = { current: tenant.issue(now + life), next: tenant.issue(now + life), since: now };
        tenant.publish(held.current);
        return;
      }
      if (now < held.since + period) return;
      const { current: old, next: current } = held;
      held = { current, next: tenant.issue(now + life), since: now };
      tenant.publish(current);
      tenant.revoke(old);
    };
  },
};

/**
 * As in the provider's documentation: `rotate_when_changed` names a `time_rotating`, whose period begins anew in the
 * run that finds it over. A rotation replaces the resource: the old secret goes, and the new one comes, in one run.
 */
export const replaceOnRotation: NamedPolicy = {
  name: "replace on rotation (provider's documentation)",
  start({ life, overlap }) {
    let current: Credential | undefined;
    return (now, tenant) => {
      if (current && now < current.issued + life - overlap) return;
      if (current) tenant.revoke(current);
      current = tenant.issue(now + life);
      tenant.publish(current);
    };
  },
};

interface Slot {
  rotatesAt: number;
  credential: Credential;
}

/**
 * Two secrets, each replaced every 2N, the second one N after the first; the one renewed last is published. Both
 * periods begin anew in the run that finds them over, so every late run moves a slot, and the distance between the
 * two is no longer N.
 *
 * @param intervalOf - N, for given lengths
 */
export function twoSlots(name: string, intervalOf: (lengths: Lengths) => number): NamedPolicy {
  return {
    name,
    start(lengths) {
      const interval = intervalOf(lengths);
      const slots: Slot[] = [];
      return (now, tenant) => {
        let renewed: Credential | undefined;
        for (const turn of [0, 1]) {
          const slot = slots[turn];
          if (slot && now < slot.rotatesAt) continue;
          if (slot) tenant.revoke(slot.credential);
          renewed = tenant.issue(now + lengths.life);
          slots[turn] = { rotatesAt: now + (slot || turn === 1 ? 2 : 1) * interval, credential: renewed };
        }
        if (renewed) tenant.publish(renewed);
      };
    },
  };
}
