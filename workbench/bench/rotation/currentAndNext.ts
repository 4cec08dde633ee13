import type { Credential, NamedPolicy } from "./policy";

/**
 * A loop beside the stack that holds a current and a next secret: when the current one has served its time, the next
 * becomes current, a new next is issued, and the old current is revoked, since nothing tells who still uses it. A
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
