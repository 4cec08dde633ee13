import type { Credential, Policy, Tenant } from "./rotationPolicies";

/** What one stack went through; durations in milliseconds. */
export interface Outcome {
  /** Time in which what was published last was not valid. */
  readonly withoutValidMs: number;
  /** Time in which at least one secret that had been published was revoked, and its stated end still ahead. */
  readonly revokedEarlyMs: number;
  /** Most credentials valid at one instant. */
  readonly mostAlive: number;
  readonly issued: number;
}

interface Held extends Credential {
  published: boolean;
  /** When it stopped to work: its end, or the instant it was revoked. */
  validUntil: number;
}

/**
 * Lets a policy run at given instants and watches from outside.
 *
 * @param end - when the watching stops; nothing runs after the last instant
 */
export function simulate(policy: Policy, runs: readonly number[], end: number): Outcome {
  const all: Held[] = [];
  // Only these can still be alive: a daily schedule of decades must not look through every secret there ever was.
  let recent: Held[] = [];
  let published: Held | undefined;
  let withoutValidMs = 0;
  let mostAlive = 0;
  runs.forEach((now, index) => {
    const find = (credential: Credential) => {
      const held = all.find((candidate) => candidate === credential);
      if (!held) throw new Error("a policy handles a credential that was never issued");
      return held;
    };
    const tenant: Tenant = {
      issue(ends) {
        const held: Held = { issued: now, ends, validUntil: ends, published: false };
        all.push(held);
        recent = [...recent.filter(({ validUntil }) => validUntil > now), held];
        mostAlive = Math.max(mostAlive, recent.length);
        return held;
      },
      revoke(credential) {
        const held = find(credential);
        held.validUntil = Math.min(held.validUntil, now);
      },
      publish(credential) {
        published = find(credential);
        published.published = true;
      },
    };
    policy(now, tenant);
    const until = runs[index + 1] ?? end;
    withoutValidMs += Math.max(0, until - Math.max(now, published?.validUntil ?? now));
  });
  const lost = all.filter((held) => held.published).map(({ validUntil, ends }) => [validUntil, Math.min(ends, end)]);
  return { withoutValidMs, revokedEarlyMs: coveredMs(lost), mostAlive, issued: all.length };
}

/** How much time the intervals cover together. */
function coveredMs(intervals: readonly (readonly number[])[]): number {
  let covered = 0;
  let reached = -Infinity;
  for (const [from = 0, to = 0] of [...intervals].sort(([a = 0], [b = 0]) => a - b)) {
    covered += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return covered;
}
