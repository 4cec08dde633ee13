import type { Context } from "hono";
import { Hono } from "hono";
import * as v from "valibot";
import { instantText } from "../clock";
import type { Directory } from "../directory/directory";
import { faultSchema } from "../faults/fault";
import type { Faults } from "../faults/faults";
import { credentialView } from "../graph/views";
import type { RequestLog } from "../requestLog";
import { SandboxError } from "../sandboxError";
import { snapshot } from "../stateFile";

/** `PUT /_sandbox/clock` */
const clockChange = v.strictObject({
  now: v.pipe(
    instantText,
    v.transform((text) => new Date(text)),
  ),
  frozen: v.optional(v.boolean(), false),
});

const amount = v.optional(v.pipe(v.number(), v.minValue(0)), 0);

/** `POST /_sandbox/clock/advance`, as milliseconds. */
const durationMs = v.pipe(
  v.strictObject({ days: amount, hours: amount, minutes: amount, seconds: amount }),
  v.transform(({ days, hours, minutes, seconds }) => (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000),
);

/** What each admin route is for; `GET /_sandbox` answers with it. */
export const adminRoutes: Readonly<Record<string, string>> = {
  "GET /_sandbox/state": "everything in the tenant; secrets only as their hints",
  "GET /_sandbox/clock": "the sandbox's date",
  "PUT /_sandbox/clock": 'set the date: {"now": "2027-09-24T00:00:00Z", "frozen": false}',
  "POST /_sandbox/clock/advance": 'move it forward: {"days": 305} (also hours, minutes, seconds)',
  "GET /_sandbox/faults": "the faults in place, with how often each has hit",
  "POST /_sandbox/faults":
    'add one: {"method": "POST", "path": "/v1.0/applications/*/addPassword", "times": 1, "effect": {"kind": "status", "status": 429, "retryAfterSeconds": 1}}; kinds: latency, replicationLag, secretLag (ms), status, drop',
  "DELETE /_sandbox/faults/{id}": "remove one; without id, all",
  "GET /_sandbox/requests": "the request log, redacted",
  "GET /_sandbox/counts": "calls per route",
  "DELETE /_sandbox/requests": "empty the request log",
};

/** The admin routes, for those outside the process. They are neither logged nor subject to faults. */
export function adminApplication(directory: Directory, faults: Faults, requestLog: RequestLog): Hono {
  const routes = new Hono();
  const { clock } = directory;
  const date = (c: Context) => c.json({ now: clock.now().toISOString() });
  routes.get("/", (c) => c.json(adminRoutes));
  routes.get("/state", (c) => c.json(visibleState(directory)));
  routes.get("/clock", date);
  routes.put("/clock", async (c) => {
    const { now, frozen } = await body(c, clockChange);
    clock.thaw();
    clock.set(now);
    if (frozen) clock.freeze();
    return date(c);
  });
  routes.post("/clock/advance", async (c) => {
    clock.advance(await body(c, durationMs));
    return date(c);
  });
  routes.get("/faults", (c) => c.json(faults.list()));
  routes.post("/faults", async (c) => c.json({ id: faults.add(await body(c, faultSchema)) }, 201));
  routes.delete("/faults", (c) => {
    faults.clear();
    return c.body(null, 204);
  });
  routes.delete("/faults/:id", (c) => {
    const id = c.req.param("id");
    return faults.remove(Number(id)) ? c.body(null, 204) : c.json({ error: `no fault with id ${id}` }, 404);
  });
  routes.get("/requests", (c) => c.json(requestLog.exchanges));
  routes.get("/counts", (c) => c.json(requestLog.counts()));
  routes.delete("/requests", (c) => {
    requestLog.clear();
    return c.body(null, 204);
  });
  routes.all("*", (c) => c.json({ error: `no admin route ${c.req.method} ${c.req.path}`, routes: adminRoutes }, 404));
  routes.onError((error, c) => c.json({ error: error.message }, error instanceof SandboxError ? 400 : 500));
  return routes;
}

async function body<S extends v.GenericSchema>(c: Context, schema: S): Promise<v.InferOutput<S>> {
  const data: unknown = await c.req.json().catch(() => {
    throw new SandboxError("body-invalid", "the body is not JSON");
  });
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue) ?? "body"}: ${issue.message}`);
  throw new SandboxError("body-invalid", problems.join("; "));
}

function visibleState(directory: Directory): object {
  const state = snapshot(directory);
  const hidden = <T extends { passwordCredentials: readonly Parameters<typeof credentialView>[0][] }>(object: T) => ({
    ...object,
    passwordCredentials: object.passwordCredentials.map(credentialView),
  });
  return {
    ...state,
    applications: state.applications.map(hidden),
    servicePrincipals: state.servicePrincipals.map(hidden),
    deletedItems: state.deletedItems.map((item) => ({ ...item, object: hidden(item.object) })),
  };
}
