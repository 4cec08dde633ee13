import type { Ended, Job } from "./job";

/** Runs Git, unseen; what it says loses the credential that a remote's address may hold. */
export async function git(job: Job, args: readonly string[]): Promise<Ended> {
  const ended = await job.run("git", args, { quiet: true });
  return { ...ended, text: ended.text.replace(/\/\/[^/@\s]+@/g, "//") };
}
