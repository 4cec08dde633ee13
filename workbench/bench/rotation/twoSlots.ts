import type { Credential, Lengths, NamedPolicy } from "./policy";

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
