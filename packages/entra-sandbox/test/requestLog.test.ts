import assert from "node:assert/strict";
import { startSandbox } from "../src";
import { suiteSandbox } from "./suiteSandbox";
import { Recorder } from "../src/recording";
import { callback, registerApi } from "../src/testing/registeredApi";
import { refresh, signIn } from "../src/testing/signInRequests";

describe("the request log", () => {
  const sandbox = suiteSandbox({ frozen: "2026-11-23T08:00:00Z" });

  it("holds requests and answers in order, with the sandbox's date", async () => {
    const graph = sandbox.graph();
    await graph("GET", "/applications?$select=id");
    await graph("PATCH", "/applications/none", { notes: "x" });
    const [token, list, patch] = sandbox.requestLog.exchanges;
    assert.deepEqual([token?.sequence, token?.path], [1, `/${sandbox.tenantId}/oauth2/v2.0/token`]);
    assert.deepEqual(list, {
      sequence: 2,
      at: "2026-11-23T08:00:00.000Z",
      method: "GET",
      path: "/v1.0/applications",
      query: { $select: "id" },
      requestBody: undefined,
      status: 200,
      responseBody: { "@odata.context": `${sandbox.url}/v1.0/$metadata#applications`, value: [] },
    });
    assert.deepEqual([patch?.requestBody, patch?.status], [{ notes: "x" }, 404]);
  });

  it("holds no secret, token or code, wherever it travelled", async () => {
    const api = await registerApi(sandbox);
    const { body } = await signIn(sandbox, api, `${api.appId}/user_impersonation openid offline_access`);
    await refresh(sandbox, api, body["refresh_token"], `${api.appId}/user_impersonation`);
    const text = JSON.stringify(sandbox.requestLog.exchanges);
    for (const secret of [api.secret, body["access_token"], body["id_token"], body["refresh_token"]]) {
      assert.ok(secret);
      assert.equal(text.includes(secret), false);
    }
    const redeemed = sandbox.requestLog.exchanges.find(
      ({ requestBody }) => (requestBody as Record<string, string> | undefined)?.["grant_type"] === "authorization_code",
    );
    assert.deepEqual(redeemed?.requestBody, {
      grant_type: "authorization_code",
      client_id: api.appId,
      client_secret: "[redacted]",
      code: "[redacted]",
      redirect_uri: callback,
    });
  });

  it("holds no password of a person either", async () => {
    await sandbox.fetch(`/${sandbox.tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "grant_type=password&username=u&password=hunter2",
    });
    assert.deepEqual(sandbox.requestLog.exchanges.at(-1)?.requestBody, {
      grant_type: "password",
      username: "u",
      password: "[redacted]",
    });
  });

  it("becomes the same recording for the same requests, whatever the ids", async () => {
    const record = async () => {
      const own = await startSandbox({ now: new Date("2026-11-23T08:00:00Z") });
      own.clock.freeze(new Date("2026-11-23T08:00:00Z"));
      const recorder = new Recorder(own);
      const graph = own.graph();
      const { id } = await registerApi(own, {}, graph);
      for (let poll = 0; poll < 3; poll += 1) await graph("GET", `/applications/${id}`);
      await graph("DELETE", `/applications/${id}`);
      const operation = recorder.operation("life");
      const ids = [id, own.tenantId, String(own.port)];
      await own.close();
      return { operation, ids };
    };
    const [one, other] = [await record(), await record()];
    assert.deepEqual(one.operation, other.operation);
    const text = JSON.stringify(one.operation);
    assert.deepEqual(
      one.ids.filter((id) => text.includes(id)),
      [],
    );
    const polled = one.operation.exchanges.filter(({ times }) => times !== undefined);
    assert.deepEqual(
      polled.map(({ method, path, times }) => [method, path, times]),
      [["GET", one.operation.exchanges.at(-1)?.path, 3]],
    );
    assert.deepEqual(one.operation.effect, {
      applications: [],
      servicePrincipals: (one.operation.effect as { servicePrincipals: unknown }).servicePrincipals,
      grants: [],
      deletedItems: ["servicePrincipal", "application"],
    });
  });
});
