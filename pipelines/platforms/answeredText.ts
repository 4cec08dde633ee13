import type { FetchInit } from "../../entra/context";
import type { Job } from "../steps/job";
import { StepFailure } from "../steps/stepFailure";

/** The text under a name in the JSON that a platform's own service answers; the answer itself is never shown. */
export async function answeredText(job: Job, url: string, init: FetchInit, name: string): Promise<string> {
  const host = new URL(url).host;
  const again = "run the job again; if it fails again, look at the platform's status page";
  const answer = await job.fetch(url, init).catch((error: Error) => {
    throw new StepFailure(`cannot reach ${host} for an identity token: ${error.message}`, again);
  });
  const body = (await answer.json().catch(() => undefined)) as Readonly<Record<string, unknown>> | undefined;
  const value = body?.[name];
  if (answer.status === 200 && typeof value === "string") return value;
  const remedy =
    answer.status === 401 || answer.status === 403
      ? "the platform refuses this job an identity token: check that the job may use the service connection or environment"
      : again;
  throw new StepFailure(`${host} answered ${answer.status} and no identity token`, remedy);
}
