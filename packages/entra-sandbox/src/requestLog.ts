import type { MiddlewareHandler } from "hono";
import type { VirtualClock } from "./clock";
import { redacted, redactedForm } from "./redaction";
import { anyGuid } from "./guid";

/** One request and its answer; secrets and tokens are gone from both. */
export interface LoggedExchange {
  readonly sequence: number;
  /** The sandbox's date. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
}

/** Older entries make room: a sandbox may run for days. */
const capacity = 20_000;
/** A longer body is logged by its length. */
const longest = 65_536;

/** Every request a sandbox has answered, except those to `/_sandbox`. */
export class RequestLog {
  private entries: LoggedExchange[] = [];
  private sequence = 0;

  get exchanges(): readonly LoggedExchange[] {
    return this.entries;
  }

  /** How often each route was called: `PATCH /v1.0/applications/{id}` → 3. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { method, path } of this.entries) {
      const route = `${method} ${path.replace(anyGuid, "{id}")}`;
      counts[route] = (counts[route] ?? 0) + 1;
    }
    return counts;
  }

  clear(): void {
    this.entries = [];
  }

  middleware(clock: VirtualClock): MiddlewareHandler {
    return async (c, next) => {
      const text = c.req.method === "GET" ? "" : await c.req.text();
      await next();
      const dropped = c.res.headers.has("x-hono-already-sent");
      const answer = dropped || c.res.body === null ? "" : await c.res.clone().text();
      this.add({
        sequence: ++this.sequence,
        at: clock.now().toISOString(),
        method: c.req.method,
        path: c.req.path,
        query: redactedForm(c.req.query()),
        requestBody: parsed(text, c.req.header("content-type")),
        status: dropped ? 0 : c.res.status,
        responseBody: parsed(answer, c.res.headers.get("content-type") ?? ""),
      });
    };
  }

  private add(exchange: LoggedExchange): void {
    if (this.entries.length >= capacity) this.entries.shift();
    this.entries.push(exchange);
  }
}

/** JSON and forms as redacted data; anything else (pages) only as its type. */
function parsed(text: string, type = ""): unknown {
  if (text === "") return undefined;
  if (text.length > longest) return `(${text.length} characters)`;
  if (type.includes("x-www-form-urlencoded")) return redactedForm(Object.fromEntries(new URLSearchParams(text)));
  try {
    return redacted(JSON.parse(text));
  } catch {
    return `(${type || "unknown type"})`;
  }
}
