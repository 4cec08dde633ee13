import * as v from "valibot";
import { jsonOf } from "../../model/json";
import { shownValue } from "../../cli/safeText";
import type { Fetch } from "../../entra/context";
import { longestReason } from "../../entra/tokenClient";
import { UserError } from "../../entra/userError";

/** A request to a platform's own service. */
interface ServiceRequest {
  readonly method?: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** What the job must be allowed to do, for whom the service denies it. */
  readonly needs: string;
}

/** The JSON of this shape that a platform's own service answers; an answer that is an error is reported with what to do. */
export async function ask<T>(
  fetch: Fetch,
  { method = "GET", url, headers, body, needs }: ServiceRequest,
  schema: v.GenericSchema<unknown, T>,
): Promise<T> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(url, { method, headers: { "content-type": "application/json", ...headers }, ...json });
  const text = await answer.text();
  const address = new URL(url);
  const again = "run the job again in some minutes; if it fails again, look at the platform's status page";
  if (answer.ok) {
    const value = jsonOf(text, schema);
    if (value !== undefined) return value;
    const problem = `${address.host} answered ${method} ${address.pathname} with something unusable`;
    throw new UserError("platform-unavailable", problem, again);
  }
  const message = jsonOf(text, v.object({ message: v.string() }))?.message;
  const said = message === undefined ? "" : `: ${shownValue(message, longestReason)}`;
  // To a token without the right a service may also deny that there is such a thing.
  const denied = [401, 403, 404, 410].includes(answer.status) && !/rate limit/i.test(said);
  throw new UserError(
    denied ? "platform-denied" : "platform-unavailable",
    `${address.host} answered ${answer.status} to ${method} ${address.pathname}${said}`,
    denied ? needs : again,
  );
}
