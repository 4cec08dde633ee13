import { dayMs } from "../../../model/instant";
import { declaredSecrets, type SecretPeriod } from "../../../model/rotation";
import type { Credential, NamedPolicy } from "./policy";

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
