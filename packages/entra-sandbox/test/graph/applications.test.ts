import assert from "node:assert/strict";
import { startSandbox, type GraphCall } from "../../src";
import { suiteSandbox } from "../suiteSandbox";
import { created, read, graphErrorOf, registerApi, scope } from "../../src/testing/registeredApi";

describe("applications in Graph", () => {
  const sandbox = suiteSandbox({ frozen: "2026-11-23T08:00:00Z" });
  let graph: GraphCall;
  before(() => {
    graph = sandbox.graph();
  });

  it("are created with Graph's defaults and owned by their creator", async () => {
    const application = await created(graph, "/applications", { displayName: "Plain", tags: ["a"] });
    assert.equal(application["createdDateTime"], "2026-11-23T08:00:00Z");
    assert.equal(application["signInAudience"], "AzureADMyOrg");
    assert.deepEqual(application["tags"], ["a"]);
    assert.deepEqual((application["api"] as Record<string, unknown>)["requestedAccessTokenVersion"], null);
    assert.equal("owners" in application, false);
    const owners = await read(graph, `/applications/${String(application["id"])}/owners`);
    assert.deepEqual(
      (owners["value"] as { id: string; "@odata.type": string }[]).map((owner) => [owner["@odata.type"], owner.id]),
      [["#microsoft.graph.servicePrincipal", sandbox.identities[0]?.objectId]],
    );
  });

  it("merge complex members, replace collections, and keep what a PATCH leaves out", async () => {
    const { id, scopeId, identifierUri } = await registerApi(sandbox);
    const changes = {
      web: { implicitGrantSettings: { enableAccessTokenIssuance: true } },
      api: { knownClientApplications: [] },
      tags: null,
      notes: "x",
    };
    assert.equal((await graph("PATCH", `/applications/${id}`, changes)).status, 204);
    const application = await read(graph, `/applications/${id}`);
    const web = application["web"] as Record<string, unknown>;
    assert.deepEqual(web["implicitGrantSettings"], {
      enableAccessTokenIssuance: true,
      enableIdTokenIssuance: false,
    });
    assert.deepEqual(web["redirectUris"], ["https://client.example/callback"]);
    assert.deepEqual(application["identifierUris"], [identifierUri]);
    assert.deepEqual(application["tags"], []);
    const api = application["api"] as { oauth2PermissionScopes: { id: string }[] };
    assert.deepEqual(
      api.oauth2PermissionScopes.map(({ id: scopeOf }) => scopeOf),
      [scopeId],
    );
  });

  it("refuse names of no property, read-only ones and bodies that are not JSON", async () => {
    const { id } = await created(graph, "/applications", { displayName: "Strict" });
    const patch = async (body: object) => graphErrorOf(await graph("PATCH", `/applications/${String(id)}`, body));
    assert.deepEqual(await patch({ colour: "red" }), [400, "Request_BadRequest", "Invalid property 'colour'."]);
    for (const body of [{ appId: "x" }, [1], { api: 5 }, { passwordCredentials: [] }]) {
      assert.deepEqual((await patch(body)).slice(0, 2), [400, "Request_BadRequest"], JSON.stringify(body));
    }
  });

  it("refuse JSON of the wrong type as Graph does, and keep what they had", async () => {
    const { id } = await created(graph, "/applications", { displayName: "Typed" });
    const path = `/applications/${String(id)}`;
    const before = await read(graph, path);
    for (const [property, value] of [
      ["tags", 5],
      ["tags", [5]],
      ["requiredResourceAccess", { a: 1 }],
      ["requiredResourceAccess", [{ resourceAppId: "x" }]],
      ["web", null],
      ["web", { redirectUris: "https://a" }],
      ["api", null],
      ["api", { oauth2PermissionScopes: {} }],
      ["api", { oauth2PermissionScopes: [null] }],
      ["api", { preAuthorizedApplications: [null] }],
      ["spa", []],
      ["publicClient", null],
      ["info", 5],
      ["addIns", "x"],
      ["signInAudience", 5],
      ["oauth2RequirePostResponse", "yes"],
      ["isFallbackPublicClient", "yes"],
    ] as const) {
      const message = `Invalid value specified for property '${property}' of resource 'Application'.`;
      const expected = [400, "Request_BadRequest", message];
      assert.deepEqual(graphErrorOf(await graph("PATCH", path, { [property]: value })), expected);
      assert.deepEqual(
        graphErrorOf(await graph("POST", "/applications", { displayName: "x", [property]: value })),
        expected,
      );
    }
    assert.deepEqual(await read(graph, path), before);
    const nulls = { notes: null, isFallbackPublicClient: null, description: null, identifierUris: null };
    assert.equal((await graph("PATCH", path, nulls)).status, 204);
  });

  it("never answer with the sandbox's own words for what it cannot read", async () => {
    const lines: string[] = [];
    const own = await startSandbox({ log: (line) => lines.push(line) });
    own.directory.applications.put = () => assert.fail("its own words");
    const answer = await own.graph()("POST", "/applications", { displayName: "x" });
    assert.deepEqual(graphErrorOf(answer), [400, "Request_BadRequest", "The request is malformed or incorrect."]);
    assert.match(lines.join(), /^internal error at POST \/v1\.0\/applications: its own words$/);
    await own.close();
  });

  it("have a name of 1 to 120 characters, which need not be unique", async () => {
    const post = (displayName: unknown) => graph("POST", "/applications", { displayName });
    assert.equal((await post("")).status, 400);
    assert.equal((await post(undefined)).status, 400);
    assert.equal((await post("n".repeat(121))).status, 400);
    assert.equal((await post("n".repeat(120))).status, 201);
    assert.equal((await post("n".repeat(120))).status, 201);
  });

  it("issue tokens of version 1, 2 or the default", async () => {
    for (const [requestedAccessTokenVersion, status] of [
      [null, 201],
      [1, 201],
      [2, 201],
      [3, 400],
    ]) {
      const body = { displayName: "x", api: { requestedAccessTokenVersion } };
      assert.equal((await graph("POST", "/applications", body)).status, status);
    }
  });

  it("are found by name, application id, tag, and nothing Graph would not search by", async () => {
    const mine = await created(graph, "/applications", {
      displayName: "O'Hara's API",
      tags: ["icertis-access", "dev"],
    });
    const found = async (filter: string) => {
      const answer = await graph("GET", `/applications?$select=id&$filter=${encodeURIComponent(filter)}`);
      return answer.status === 200 ? (answer.body as { value: unknown[] }).value : graphErrorOf(answer)[1];
    };
    const only = [{ id: mine["id"] }];
    assert.deepEqual(await found("displayName eq 'O''Hara''s API'"), only);
    assert.deepEqual(await found(`appId eq '${String(mine["appId"])}'`), only);
    assert.deepEqual(await found("tags/any(t:t eq 'dev') and startswith(displayName, 'O''H')"), only);
    assert.deepEqual(await found("tags/any(t:t eq 'prod')"), []);
    assert.equal(await found("createdDateTime ge 2026-01-01"), "Request_UnsupportedQuery");
  });

  it("are soft-deleted with their service principal, can be restored, and go for good after 30 days", async () => {
    const { id, appId, principalId } = await registerApi(sandbox);
    assert.equal((await graph("DELETE", `/applications/${id}`)).status, 204);
    assert.equal((await graph("GET", `/applications/${id}`)).status, 404);
    assert.equal((await graph("GET", `/servicePrincipals/${principalId}`)).status, 404);
    assert.equal((await read(graph, `/directory/deletedItems/${id}`))["deletedDateTime"], "2026-11-23T08:00:00Z");
    const list = await read(graph, "/directory/deletedItems/microsoft.graph.servicePrincipal");
    assert.deepEqual(
      (list["value"] as { id: string }[]).map((item) => item.id),
      [principalId],
    );

    assert.equal((await graph("POST", `/directory/deletedItems/${id}/restore`)).status, 200);
    assert.equal((await read(graph, `/servicePrincipals/${principalId}`))["appId"], appId);

    await graph("DELETE", `/applications/${id}`);
    sandbox.clock.advance(30 * 86_400_000);
    assert.equal((await graph("GET", `/directory/deletedItems/${id}`)).status, 404);
    sandbox.clock.freeze(new Date("2026-11-23T08:00:00Z"));
  });

  it("can be purged from the deleted items", async () => {
    const { id } = await created(graph, "/applications", { displayName: "Gone" });
    await graph("DELETE", `/applications/${String(id)}`);
    assert.equal((await graph("DELETE", `/directory/deletedItems/${String(id)}`)).status, 204);
    assert.equal((await graph("GET", `/directory/deletedItems/${String(id)}`)).status, 404);
    assert.equal((await graph("POST", `/directory/deletedItems/${String(id)}/restore`)).status, 404);
  });

  it("hold app roles beside scopes", async () => {
    const role = {
      id: crypto.randomUUID(),
      value: "Agreements.Read.All",
      displayName: "Read",
      description: "Read all",
      allowedMemberTypes: ["Application"],
      isEnabled: true,
    };
    const application = await created(graph, "/applications", {
      displayName: "Roles",
      appRoles: [role],
      api: { oauth2PermissionScopes: [scope("read")] },
    });
    assert.deepEqual(application["appRoles"], [{ ...role, origin: "Application" }]);
  });
});
