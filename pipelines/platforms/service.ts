import type { Fetch } from "../../entra/context";
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

/** The JSON a platform's own service answers; an answer that is an error is reported with what to do. */
export async function ask(
  fetch: Fetch,
  { method = "GET", url, headers, body, needs }: ServiceRequest,
): Promise<unknown> {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(url, { method, headers: { "content-type": "application/json", ...headers }, ...json });
  if (answer.ok) return answer.json();
  const { message } = (await answer.json().catch(() => ({}))) as { readonly message?: unknown };
  const said = typeof message === "string" ? `: ${message}` : "";
  // To a token without the right a service may also deny that there is such a thing.
  const denied = [401, 403, 404, 410].includes(answer.status) && !/rate limit/i.test(said);
  const address = new URL(url);
  throw new UserError(
    denied ? "platform-denied" : "platform-unavailable",
    `${address.host} answered ${answer.status} to ${method} ${address.pathname}${said}`,
    denied ? needs : "run the job again in some minutes; if it fails again, look at the platform's status page",
  );
}
