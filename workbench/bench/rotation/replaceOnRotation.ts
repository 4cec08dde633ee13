import type { Credential, NamedPolicy } from "./policy";

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
