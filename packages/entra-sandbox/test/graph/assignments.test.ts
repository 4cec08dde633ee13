import assert from "node:assert/strict";
import { startSandbox, type GraphCall, type Sandbox } from "../../src";
import { created, read, registerApi, type RegisteredApi } from "../../src/testing/registeredApi";
import { appToken, authorize, claimsOf, refresh, signIn, tokenErrorOf } from "../../src/testing/signInRequests";

const noRole = "00000000-0000-0000-0000-000000000000";

describe("app role assignments in Graph", () => {
  let sandbox: Sandbox;
  let api: RegisteredApi;
  let graph: GraphCall;
  let path: string;
  const role = {
    id: crypto.randomUUID(),
    value: "Approver",
    displayName: "Approver",
    description: "Approves",
    allowedMemberTypes: ["User", "Application"],
  };
  beforeEach(async () => {
    sandbox = await startSandbox({
      identities: [{ roles: ["Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"] }],
    });
    graph = sandbox.graph();
    api = await registerApi(sandbox, { appRoles: [role] });
    path = `/servicePrincipals/${api.principalId}/appRoleAssignedTo`;
    await graph("PATCH", `/servicePrincipals/${api.principalId}`, { appRoleAssignmentRequired: true });
  });
  afterEach(() => sandbox.close());

  const assign = (principalId: string | undefined, appRoleId = noRole) =>
    created(graph, path, { principalId, resourceId: api.principalId, appRoleId });
  const scope = () => `${api.appId}/user_impersonation openid profile offline_access`;

  it("let in who is assigned, once an administrator has consented, and put roles into tokens", async () => {
    const [user, administrator] = sandbox.users;
    assert.match((await authorize(sandbox, api, { scope: scope() })).page, /AADSTS50105/);
    const assignment = await assign(user?.id, role.id);
    assert.equal(assignment["principalType"], "User");
    assert.equal(assignment["resourceDisplayName"], "Contracts API");
    const unconsented = await authorize(sandbox, api, { scope: scope() });
    assert.match(unconsented.parameters["error_description"] ?? "", /^AADSTS90094:/);
    await assign(administrator?.id);
    await sandbox.fetch(
      `/${sandbox.tenantId}/adminconsent?client_id=${api.appId}&scope=${api.appId}/user_impersonation`,
    );
    const answer = await signIn(sandbox, api, scope());
    assert.deepEqual(claimsOf(answer)["roles"], ["Approver"]);

    const listed = (await read(graph, path))["value"] as { principalId: string }[];
    assert.deepEqual(
      listed.map(({ principalId }) => principalId),
      [user?.id, administrator?.id],
    );
    assert.equal((await graph("DELETE", `${path}/${String(assignment["id"])}`)).status, 204);
    const later = await refresh(sandbox, api, answer.body["refresh_token"]);
    assert.deepEqual(tokenErrorOf(later), [400, "invalid_grant", 50105]);
  });

  it("let applications in, each with its roles", async () => {
    const client = await registerApi(sandbox, { displayName: "Client" });
    const ask = () => appToken(sandbox, client, `${api.identifierUri}/.default`);
    assert.deepEqual(tokenErrorOf(await ask()), [400, "invalid_grant", 501051]);
    await assign(client.principalId, role.id);
    assert.deepEqual(claimsOf(await ask())["roles"], ["Approver"]);
    await graph("DELETE", `/applications/${client.id}`);
    assert.deepEqual((await read(graph, path))["value"], []);
  });

  it("are answered with 400 where role or address do not fit, and need their own permission", async () => {
    const body = { principalId: sandbox.users[0]?.id, resourceId: api.principalId, appRoleId: crypto.randomUUID() };
    assert.equal((await graph("POST", path, body)).status, 400);
    await assign(body.principalId);
    assert.equal((await graph("POST", path, { ...body, appRoleId: noRole })).status, 400);
    const owned = await startSandbox();
    const other = await registerApi(owned);
    const denied = await owned.graph()("POST", `/servicePrincipals/${other.principalId}/appRoleAssignedTo`, body);
    assert.equal(denied.status, 403);
    await owned.close();
  });
});
