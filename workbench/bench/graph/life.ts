import type { Step } from "./graphCalls";

/** The steps of a stack's life, in their order. */
export const lifeSteps = ["create", "preview", "add 20 scopes", "refresh", "destroy"] as const;

/** The name of a step. */
export type LifeStep = (typeof lifeSteps)[number];

/** What a whole life took. */
export type Life = Readonly<Record<LifeStep, Step>>;

/** An engine with a stack of its own that has not been deployed yet. */
export interface Living {
  /** Takes one step; they come in their order. */
  take(step: LifeStep): Promise<Step>;
  /** Removes what it made on this machine. */
  remove(): Promise<void>;
}

/** Lives from creation to destruction. */
export async function liveThrough(living: Living, progress: (step: LifeStep) => void): Promise<Life> {
  const life: Partial<Record<LifeStep, Step>> = {};
  try {
    for (const step of lifeSteps) {
      progress(step);
      life[step] = await living.take(step);
    }
  } finally {
    await living.remove();
  }
  return life as Life;
}

/** Values of as many scopes. */
export function scopeValues(count: number): string[] {
  return ["user_impersonation", ...Array.from({ length: count - 1 }, (_, index) => `Area${index + 1}.Read`)];
}
