import assert from "node:assert/strict";
import type { GraphCall } from "../../src";
import { suiteSandbox } from "../suiteSandbox";
import { created, read, graphErrorOf } from "../../src/testing/registeredApi";

describe("redirect URIs in Graph", () => {
  const sandbox = suiteSandbox();
  let graph: GraphCall;
  before(() => {
    graph = sandbox.graph();
  });

  const post = (redirectUris: string[]) => graph("POST", "/applications", { displayName: "x", web: { redirectUris } });

  it("are https, or http on this machine", async () => {
    for (const uri of [
      "http://example.com/callback",
      "/callback",
      "ftp://example.com/x",
      "https://example.com/#fragment",
      "https://*.example.com/x",
      "https://example.com/a(b)",
      "https://example.com/it's",
      `https://example.com/${"n".repeat(240)}`,
    ]) {
      assert.equal((await post([uri])).status, 400, uri);
    }
    const good = ["https://client.example/callback", "http://localhost:8400/cb", "http://127.0.0.1/cb"];
    assert.equal((await post(good)).status, 201);
  });

  it("get a slash when they have no path, as Entra ID stores them", async () => {
    const { id } = await created(graph, "/applications", {
      displayName: "x",
      web: { redirectUris: ["https://example.com", "https://example.com/Path"] },
    });
    const { web } = (await read(graph, `/applications/${String(id)}`)) as { web: { redirectUris: string[] } };
    assert.deepEqual(web.redirectUris, ["https://example.com/", "https://example.com/Path"]);
  });

  it("are 256 at most", async () => {
    const uris = Array.from({ length: 257 }, (_, index) => `https://example.com/${index}`);
    assert.equal((await post(uris)).status, 400);
    assert.equal((await post(uris.slice(1))).status, 201);
  });
});

describe("identifier URIs in Graph", () => {
  const sandbox = suiteSandbox();
  let graph: GraphCall;
  before(() => {
    graph = sandbox.graph();
  });

  async function application(version: 1 | 2 = 1) {
    const api = { requestedAccessTokenVersion: version };
    const { id, appId } = (await created(graph, "/applications", { displayName: "x", api })) as Record<string, string>;
    return { appId, set: (...identifierUris: string[]) => graph("PATCH", `/applications/${id}`, { identifierUris }) };
  }

  it("are tied to the application, the tenant or its domain", async () => {
    const { appId, set } = await application();
    for (const uri of [
      `api://${appId}`,
      `api://${sandbox.tenantId}/icm`,
      "https://contoso.onmicrosoft.com/icm",
      "api://sub.contoso.onmicrosoft.com/x",
    ]) {
      assert.equal((await set(uri)).status, 204, uri);
    }
    assert.equal(graphErrorOf(await set("api://icm"))[1], "HostNameNotOnVerifiedDomain");
  });

  it("may be anything for an API with version 2 tokens", async () => {
    const { set } = await application(2);
    assert.equal((await set("api://icm")).status, 204);
  });

  it("have no trailing slash, no wildcard and 255 characters at most", async () => {
    const { appId, set } = await application();
    for (const uri of [`api://${appId}/`, `api://${appId}/*`, `api://${appId}/${"n".repeat(255)}`, "icm"]) {
      assert.equal((await set(uri)).status, 400, uri);
    }
  });

  it("are unique in the tenant", async () => {
    const uri = `api://${sandbox.tenantId}/shared`;
    const [first, second] = [await application(), await application()];
    assert.equal((await first.set(uri)).status, 204);
    assert.equal((await first.set(uri)).status, 204);
    assert.equal((await second.set(uri)).status, 400);
  });
});
