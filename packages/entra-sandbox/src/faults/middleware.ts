import { setTimeout as delay } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Directory } from "../directory/directory";
import { GraphError } from "../graph/graphError";
import { AadstsError } from "../signin/aadstsError";
import type { FaultEffect } from "./fault";
import type { Faults } from "./faults";
import { withDelays } from "./requestDelays";

/** Delays of every request, beside the faults put in place. All in milliseconds. */
export interface StandingDelays {
  latencyMs: number;
  replicationLagMs: number;
  secretLagMs: number;
}

/** Applies standing delays and faults to the requests behind it. */
export function faultMiddleware(
  faults: Faults,
  standing: StandingDelays,
  directory: Directory,
): MiddlewareHandler<{ Bindings: HttpBindings }> {
  return async (c, next) => {
    const effects = faults.take(c.req.method, c.req.path);
    const latency = total(effects, "latency") + standing.latencyMs;
    if (latency > 0) await delay(latency);
    const replicationMs = Math.max(standing.replicationLagMs, total(effects, "replicationLag"));
    const secretMs = Math.max(standing.secretLagMs, total(effects, "secretLag"));
    const failure = effects.find((effect) => effect.kind === "status" || effect.kind === "drop");
    if (failure?.when !== "before") await withDelays({ replicationMs, secretMs }, next);
    if (failure?.kind === "status") c.res = statusAnswer(c, failure, directory);
    if (failure?.kind === "drop") {
      c.env.incoming.socket.destroy();
      c.res = new Response(null, { headers: { "x-hono-already-sent": "true" } });
    }
    return undefined;
  };
}

function total(effects: readonly FaultEffect[], kind: "latency" | "replicationLag" | "secretLag"): number {
  return effects.reduce((sum, effect) => (effect.kind === kind && "ms" in effect ? sum + effect.ms : sum), 0);
}

const graphCodes: Readonly<Record<number, string>> = {
  409: "Directory_ConcurrencyViolation",
  429: "TooManyRequests",
  500: "InternalServerError",
  503: "ServiceUnavailable",
};

function statusAnswer(c: Context, effect: FaultEffect & { kind: "status" }, directory: Directory): Response {
  const now = directory.clock.now();
  const body = /^\/(v1\.0|beta)\//.test(c.req.path)
    ? new GraphError(effect.status, graphCodes[effect.status] ?? "UnknownError", "Injected fault.").body(now)
    : new AadstsError(90033, "A transient error has occurred.").body(now, directory.cloud.loginHost);
  const headers: Record<string, string> =
    effect.retryAfterSeconds === undefined ? {} : { "retry-after": String(effect.retryAfterSeconds) };
  // Replacing c.res would keep the headers of the answer that is being lost.
  c.res = undefined;
  return c.json(body, effect.status as ContentfulStatusCode, headers);
}
