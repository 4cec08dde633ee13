import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { suiteSandbox } from "./suiteSandbox";
import { adminRoutes } from "../src/admin/routes";
import { faultSchema } from "../src/faults/fault";
import { registerApi } from "../src/testing/registeredApi";

describe("the admin routes", () => {
  const sandbox = suiteSandbox({ now: new Date("2026-11-23T08:00:00Z") });

  async function admin(method: string, path: string, body?: unknown): Promise<[number, unknown]> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await sandbox.fetch(`/_sandbox${path}`, { method, ...(body !== undefined && { body: text }) });
    const content = await answer.text();
    return [answer.status, content === "" ? undefined : JSON.parse(content)];
  }

  it("say what there is", async () => {
    assert.deepEqual(await admin("GET", ""), [200, adminRoutes]);
    const [status, body] = await admin("GET", "/nothing");
    assert.equal(status, 404);
    assert.equal((body as { error: string }).error, "no admin route GET /_sandbox/nothing");
  });

  it("read, set and advance the date", async () => {
    assert.deepEqual(await admin("PUT", "/clock", { now: "2027-01-01T00:00:00Z", frozen: true }), [
      200,
      { now: "2027-01-01T00:00:00.000Z" },
    ]);
    assert.deepEqual(await admin("POST", "/clock/advance", { days: 1, hours: 2, minutes: 3, seconds: 4 }), [
      200,
      { now: "2027-01-02T02:03:04.000Z" },
    ]);
    assert.deepEqual(await admin("GET", "/clock"), [200, { now: "2027-01-02T02:03:04.000Z" }]);
    await admin("PUT", "/clock", { now: "2026-11-23T08:00:00Z" });
  });

  it("put faults in place, list them and remove them", async () => {
    const fault = { method: "POST", path: "/v1.0/**", times: 1, effect: { kind: "status", status: 503 } };
    const [status, body] = await admin("POST", "/faults", fault);
    assert.equal(status, 201);
    const { id } = body as { id: number };
    const effect = { kind: "status", status: 503, when: "before" };
    assert.deepEqual(await admin("GET", "/faults"), [200, [{ ...fault, effect, skip: 0, id, hits: 0 }]]);
    assert.equal((await sandbox.graph()("POST", "/applications", {})).status, 503);
    assert.deepEqual(await admin("DELETE", `/faults/${id}`), [204, undefined]);
    assert.deepEqual(await admin("DELETE", `/faults/${id}`), [404, { error: `no fault with id ${id}` }]);
    await admin("POST", "/faults", fault);
    await admin("DELETE", "/faults");
    assert.deepEqual(await admin("GET", "/faults"), [200, []]);
  });

  it("answer a malformed request with what is wrong, and change nothing", async () => {
    const rejected = async (method: string, path: string, body: unknown) => {
      const [status, answer] = await admin(method, path, body);
      return [status, (answer as { error: string }).error];
    };
    assert.deepEqual(await rejected("POST", "/faults", "{"), [400, "the body is not JSON"]);
    sandbox.clock.freeze(new Date("2026-11-23T08:00:00Z"));
    for (const now of ["soon", "5", "+200000-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2027-02-30T00:00:00Z"]) {
      const [status, message] = await rejected("PUT", "/clock", { now });
      assert.ok(status === 400 && String(message).startsWith(`now: got "${now}"`), String(message));
    }
    assert.equal((await rejected("POST", "/clock/advance", { days: -1 }))[0], 400);
    for (const days of [3_000_000, 1e9, 1e20]) {
      assert.equal((await rejected("POST", "/clock/advance", { days }))[0], 400);
    }
    assert.deepEqual(await admin("GET", "/clock"), [200, { now: "2026-11-23T08:00:00.000Z" }]);
    assert.deepEqual(await rejected("POST", "/faults", { path: "v1.0/x", effect: { kind: "drop" } }), [
      400,
      'path: got "v1.0/x", expected one that starts with "/", such as /v1.0/applications/*',
    ]);
    const [status, message] = await rejected("POST", "/faults", {
      method: "POST",
      effect: { kind: "explode" },
      often: 1,
    });
    assert.equal(status, 400);
    assert.match(String(message), /effect\.kind: Invalid type.*"explode"/);
    assert.match(String(message), /often: Invalid key/);
    assert.deepEqual(sandbox.faults.list(), []);
  });

  it("show the tenant and the request log, without secrets", async () => {
    const api = await registerApi(sandbox);
    const [, state] = await admin("GET", "/state");
    const [, requests] = await admin("GET", "/requests");
    const text = JSON.stringify([state, requests]);
    assert.equal((state as { tenantId: string }).tenantId, sandbox.tenantId);
    assert.ok(text.includes(api.keyId));
    for (const secret of [api.secret, sandbox.identities[0]?.clientSecret ?? "", "secretHash"]) {
      assert.equal(text.includes(secret), false);
    }
    const [, counts] = await admin("GET", "/counts");
    assert.equal((counts as Record<string, number>)["POST /v1.0/applications/{id}/addPassword"], 1);
    await admin("DELETE", "/requests");
    assert.deepEqual(await admin("GET", "/counts"), [200, {}]);
  });
});

describe("the sandbox's README", () => {
  const readme = readFileSync(join(__dirname, "..", "README.md"), "utf8");

  it("lists exactly the admin routes there are", () => {
    const listed = [...readme.matchAll(/^\| `([A-Z]+ \/_sandbox\S*)` +\|/gm)].map(([, route]) => route);
    assert.deepEqual(listed, Object.keys(adminRoutes));
  });

  it("shows a fault that is one", () => {
    const [, example = ""] = /```json\n([\s\S]+?)```/.exec(readme) ?? [];
    assert.deepEqual(v.parse(faultSchema, JSON.parse(example)).effect, {
      kind: "status",
      status: 429,
      retryAfterSeconds: 1,
      when: "before",
    });
  });
});
