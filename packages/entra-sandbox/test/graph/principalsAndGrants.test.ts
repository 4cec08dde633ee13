import assert from "node:assert/strict";
import { startSandbox, type GraphCall } from "../../src";
import { suiteSandbox } from "../suiteSandbox";
import { created, read, graphErrorOf, registerApi, type RegisteredApi } from "../../src/testing/registeredApi";
import { signIn } from "../../src/testing/signInRequests";

const graphAppId = "00000003-0000-0000-c000-000000000000";

describe("service principals in Graph", () => {
  const sandbox = suiteSandbox();
  let graph: GraphCall;
  let api: RegisteredApi;
  before(async () => {
    graph = sandbox.graph();
    api = await registerApi(sandbox);
  });

  it("show what their application publishes", async () => {
    const principal = await read(graph, `/servicePrincipals/${api.principalId}`);
    assert.equal(principal["displayName"], "Contracts API");
    assert.equal(principal["appOwnerOrganizationId"], sandbox.tenantId);
    assert.deepEqual(principal["servicePrincipalNames"], [api.identifierUri, api.appId]);
    assert.deepEqual(principal["replyUrls"], ["https://client.example/callback"]);
    const scopes = principal["oauth2PermissionScopes"] as { id: string }[];
    assert.deepEqual(
      scopes.map(({ id }) => id),
      [api.scopeId],
    );
    const internal = ["owners", "graphRoles", "acceptsAssertions", "published"];
    assert.deepEqual(
      internal.filter((name) => name in principal),
      [],
    );
  });

  it("are changed by PATCH, in the properties that are theirs", async () => {
    const path = `/servicePrincipals/${api.principalId}`;
    assert.equal((await graph("PATCH", path, { description: "d", tags: ["HideApp"] })).status, 204);
    const { description, tags } = await read(graph, `${path}?$select=description,tags`);
    assert.deepEqual({ description, tags }, { description: "d", tags: ["HideApp"] });
    assert.equal(
      graphErrorOf(await graph("PATCH", path, { displayName: "other" }))[2],
      "Invalid property 'displayName'.",
    );
  });

  it("refuse JSON of the wrong type, and take null for what may be empty", async () => {
    const path = `/servicePrincipals/${api.principalId}`;
    for (const [property, value] of [
      ["accountEnabled", "no"],
      ["accountEnabled", null],
      ["tags", 5],
      ["alternativeNames", {}],
      ["servicePrincipalType", 5],
    ] as const) {
      assert.deepEqual(graphErrorOf(await graph("PATCH", path, { [property]: value })), [
        400,
        "Request_BadRequest",
        `Invalid value specified for property '${property}' of resource 'ServicePrincipal'.`,
      ]);
    }
    assert.equal((await graph("PATCH", path, { tags: null, notes: null, loginUrl: null })).status, 204);
    assert.deepEqual((await read(graph, path))["tags"], []);
  });

  it("include Microsoft Graph, with its permissions", async () => {
    const answer = await read(graph, `/servicePrincipals?$filter=appId eq '${graphAppId}'`);
    const [principal] = answer["value"] as {
      displayName: string;
      oauth2PermissionScopes: { value: string; id: string }[];
    }[];
    assert.equal(principal?.displayName, "Microsoft Graph");
    const userRead = principal?.oauth2PermissionScopes.find(({ value }) => value === "User.Read");
    assert.equal(userRead?.id, "e1fe6dd8-ba31-4d61-89e7-88639da4683d");
  });

  it("can be deleted alone", async () => {
    const other = await registerApi(sandbox);
    assert.equal((await graph("DELETE", `/servicePrincipals/${other.principalId}`)).status, 204);
    assert.equal((await graph("GET", `/applications/${other.id}`)).status, 200);
    assert.equal((await graph("GET", `/directory/deletedItems/${other.principalId}`)).status, 200);
  });

  it("are found among directory objects, beside users", async () => {
    const type = async (id: string) => (await read(graph, `/directoryObjects/${id}`))["@odata.type"];
    assert.equal(await type(api.principalId), "#microsoft.graph.servicePrincipal");
    assert.equal(await type(api.id), "#microsoft.graph.application");
    assert.equal(await type(sandbox.users[0]?.id ?? ""), "#microsoft.graph.user");
    assert.equal((await graph("GET", `/directoryObjects/${crypto.randomUUID()}`)).status, 404);
  });
});

describe("consents in Graph", () => {
  const roles = ["Application.ReadWrite.OwnedBy", "DelegatedPermissionGrant.ReadWrite.All"];
  const sandbox = suiteSandbox({ identities: [{ roles }, {}] });
  let graph: GraphCall;
  let api: RegisteredApi;
  let request: Record<string, unknown>;
  before(async () => {
    graph = sandbox.graph();
    api = await registerApi(sandbox);
    request = {
      clientId: api.principalId,
      resourceId: api.principalId,
      consentType: "AllPrincipals",
      scope: "user_impersonation",
    };
  });

  it("need a permission of their own", async () => {
    const call = sandbox.graph(sandbox.identities[1]);
    const [status, code] = graphErrorOf(await call("POST", "/oauth2PermissionGrants", request));
    assert.deepEqual([status, code], [403, "Authorization_RequestDenied"]);
  });

  it("are created once per client, resource and principal, changed and deleted", async () => {
    const { id } = (await created(graph, "/oauth2PermissionGrants", request)) as { id: string };
    const [status] = graphErrorOf(await graph("POST", "/oauth2PermissionGrants", request));
    assert.equal(status, 409);
    const list = await read(graph, `/oauth2PermissionGrants?$filter=clientId eq '${api.principalId}'`);
    assert.deepEqual(list["value"], [{ id, principalId: null, ...request }]);
    const path = `/oauth2PermissionGrants/${id}`;
    assert.equal((await graph("PATCH", path, { scope: "" })).status, 204);
    assert.equal((await read(graph, path))["scope"], "");
    assert.equal((await graph("DELETE", path)).status, 204);
    assert.equal((await graph("GET", path)).status, 404);
  });

  it("are for objects that exist and, for one principal, for a user", async () => {
    const post = (changes: object) => graph("POST", "/oauth2PermissionGrants", { ...request, ...changes });
    assert.equal((await post({ resourceId: crypto.randomUUID() })).status, 404);
    assert.equal((await post({ consentType: "Everyone" })).status, 400);
    assert.equal((await post({ consentType: "Principal" })).status, 400);
    assert.equal((await post({ consentType: "Principal", principalId: sandbox.users[0]?.id })).status, 201);
  });
});

describe("people in Graph", () => {
  it("are read by id, by name, and by themselves with User.Read", async () => {
    const sandbox = await startSandbox();
    const graph = sandbox.graph();
    const user = sandbox.users[0];
    assert.equal((await read(graph, `/users/${user?.id}`))["userPrincipalName"], user?.userPrincipalName);
    assert.equal((await read(graph, `/users/${user?.userPrincipalName}`))["id"], user?.id);
    assert.equal((await graph("GET", "/users/nobody")).status, 404);
    assert.equal((await graph("GET", "/me")).status, 403);

    const api = await registerApi(sandbox);
    const token = await signIn(sandbox, api, "User.Read openid");
    const me = await sandbox.fetch("/v1.0/me", {
      headers: { authorization: `Bearer ${token.body["access_token"]}` },
    });
    assert.equal(((await me.json()) as Record<string, unknown>)["id"], user?.id);
    await sandbox.close();
  });
});
