import assert from "node:assert/strict";
import type { GraphCall } from "../src";
import { suiteSandbox } from "./suiteSandbox";
import { created, graphErrorOf, registerApi } from "../src/testing/registeredApi";
import { appToken } from "../src/testing/signInRequests";

describe("faults", () => {
  const sandbox = suiteSandbox({ frozen: "2026-11-23T08:00:00Z" });
  let graph: GraphCall;
  before(async () => {
    graph = sandbox.graph();
    // The token is fetched before any fault is in place.
    await graph("GET", "/applications");
  });
  afterEach(() => sandbox.faults.clear());

  const post = (displayName: string) => graph("POST", "/applications", { displayName });
  const names = () => sandbox.snapshot().applications.map(({ displayName }) => displayName);

  for (const [status, code] of [
    [409, "Directory_ConcurrencyViolation"],
    [429, "TooManyRequests"],
    [500, "InternalServerError"],
    [503, "ServiceUnavailable"],
    [418, "UnknownError"],
  ] as const) {
    it(`answer ${status} in Graph's form, before or after the work`, async () => {
      const path = "/v1.0/applications";
      sandbox.faults.add({ path, method: "post", times: 1, effect: { kind: "status", status } });
      assert.deepEqual(graphErrorOf(await post(`before ${status}`)), [status, code, "Injected fault."]);
      assert.equal(names().includes(`before ${status}`), false);
      sandbox.faults.add({ path, method: "POST", times: 1, effect: { kind: "status", status, when: "after" } });
      assert.equal((await post(`after ${status}`)).status, status);
      assert.equal(names().includes(`after ${status}`), true);
      assert.equal((await post(`later ${status}`)).status, 201);
    });
  }

  it("say when to come back", async () => {
    sandbox.faults.add({ times: 1, effect: { kind: "status", status: 429, retryAfterSeconds: 7 } });
    assert.equal((await post("throttled")).headers.get("retry-after"), "7");
  });

  it("drop the connection before or after the work", async () => {
    sandbox.faults.add({ method: "POST", times: 1, effect: { kind: "drop" } });
    await assert.rejects(post("dropped before"), { code: "ECONNRESET" });
    assert.equal(names().includes("dropped before"), false);
    sandbox.faults.add({ method: "POST", times: 1, effect: { kind: "drop", when: "after" } });
    await assert.rejects(post("dropped after"), { code: "ECONNRESET" });
    assert.equal(names().includes("dropped after"), true);
    assert.equal(sandbox.requestLog.exchanges.at(-1)?.status, 0);
  });

  it("take real time for latency, standing and injected", async () => {
    const took = async () => {
      const began = performance.now();
      await graph("GET", "/applications");
      return performance.now() - began;
    };
    sandbox.faults.add({ method: "GET", times: 1, effect: { kind: "latency", ms: 30 } });
    sandbox.delays.latencyMs = 20;
    assert.ok((await took()) >= 49);
    assert.ok((await took()) >= 19);
    sandbox.delays.latencyMs = 0;
  });

  it("let some requests pass, hit so many, and count", async () => {
    sandbox.faults.add({
      method: "POST",
      path: "/v1.0/**",
      skip: 1,
      times: 2,
      effect: { kind: "status", status: 500 },
    });
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await post(`n${index}`)).status);
    assert.deepEqual(statuses, [201, 500, 500, 201]);
    assert.deepEqual(
      sandbox.faults.list().map(({ hits }) => hits),
      [2],
    );
  });

  it("match paths by segment", async () => {
    sandbox.faults.add({ path: "/v1.0/applications/*", effect: { kind: "status", status: 500 } });
    const { id } = await created(graph, "/applications", { displayName: "segment" });
    assert.equal((await graph("GET", `/applications/${String(id)}`)).status, 500);
    assert.equal((await graph("GET", `/applications/${String(id)}/owners`)).status, 200);
  });

  it("show a new object late: not found, for reads and writes, until the lag is over", async () => {
    sandbox.faults.add({ method: "POST", effect: { kind: "replicationLag", ms: 60_000 } });
    const { id } = await created(graph, "/applications", { displayName: "late" });
    const path = `/applications/${String(id)}`;
    assert.equal((await graph("GET", path)).status, 404);
    assert.equal((await graph("PATCH", path, { notes: "x" })).status, 404);
    assert.deepEqual((await graph("GET", "/applications?$filter=displayName eq 'late'")).body, {
      "@odata.context": `${sandbox.url}/v1.0/$metadata#applications`,
      value: [],
    });
    sandbox.clock.advance(60_000);
    assert.equal((await graph("GET", path)).status, 200);
    assert.equal((await graph("PATCH", path, { notes: "x" })).status, 204);
  });

  it("show a change and a deletion late, while writes build on the newest state", async () => {
    const { id } = await registerApi(sandbox);
    const path = `/applications/${id}`;
    const notes = async () => ((await graph("GET", path)).body as { notes: unknown }).notes;
    sandbox.delays.replicationLagMs = 60_000;
    await graph("PATCH", path, { notes: "first" });
    await graph("PATCH", path, { description: "second" });
    assert.equal(await notes(), null);
    sandbox.clock.advance(60_000);
    assert.equal(await notes(), "first");
    await graph("DELETE", path);
    assert.equal((await graph("GET", path)).status, 200);
    assert.equal((await graph("PATCH", path, { notes: "x" })).status, 404);
    sandbox.clock.advance(60_000);
    assert.equal((await graph("GET", path)).status, 404);
    sandbox.delays.replicationLagMs = 0;
  });

  it("hold a new secret back", async () => {
    const api = await registerApi(sandbox);
    sandbox.faults.add({ path: "/v1.0/applications/*/addPassword", effect: { kind: "secretLag", ms: 18_000 } });
    const { body } = await graph("POST", `/applications/${api.id}/addPassword`, {});
    const fresh = { appId: api.appId, secret: (body as { secretText: string }).secretText };
    assert.equal((await appToken(sandbox, fresh, `${api.appId}/.default`)).status, 401);
    assert.equal((await appToken(sandbox, api, `${api.appId}/.default`)).status, 200);
    sandbox.clock.advance(18_000);
    assert.equal((await appToken(sandbox, fresh, `${api.appId}/.default`)).status, 200);
  });
});
