import type { Sandbox } from "../../../packages/entra-sandbox";

/** One step of a stack's life: how long it took and how often Microsoft Graph was called. */
export interface Step {
  readonly seconds: number;
  readonly calls: number;
}

/** Takes a step and counts the Graph calls the sandbox answers meanwhile; metadata and sign-in are not among them. */
export async function countingCalls(
  { requestLog }: Pick<Sandbox, "requestLog">,
  take: () => Promise<{ readonly seconds: number }>,
): Promise<Step> {
  requestLog.clear();
  const { seconds } = await take();
  const calls = requestLog.exchanges.filter(({ path }) => /^\/(v1\.0|beta)\//.test(path)).length;
  return { seconds, calls };
}

/** `12.4 s, 27 calls` in a cell. */
export function stepText({ seconds, calls }: Step): string {
  return `${seconds.toFixed(1)} s, ${calls}`;
}
