import type { Context } from "../../entra/context";

/** What ICI forgives, the default of .NET's validator. */
const toleranceMs = 300_000;

/** A word about this machine's clock, where it differs from the server's so much that tokens would be judged wrongly. */
export async function clockNote(address: string, context: Context): Promise<string | undefined> {
  const answer = await context.fetch(address).catch(() => undefined);
  const served = Date.parse(answer?.headers.get("date") ?? "");
  const minutes = Math.round((context.now() - served) / 60_000);
  if (Number.isNaN(served) || Math.abs(minutes) * 60_000 <= toleranceMs) return undefined;
  const where = minutes > 0 ? "ahead of" : "behind";
  return `this machine's clock is ${Math.abs(minutes)} minutes ${where} that of ${new URL(address).host}; correct it: a lifetime was judged by it`;
}
