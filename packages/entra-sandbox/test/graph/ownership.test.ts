import assert from "node:assert/strict";
import type { GraphCall } from "../../src";
import { suiteSandbox } from "../suiteSandbox";
import { graphErrorOf, registerApi, type RegisteredApi } from "../../src/testing/registeredApi";

const deniedBody = [403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."];

describe("ownership in Graph", () => {
  const sandbox = suiteSandbox({
    identities: [{}, {}, { roles: ["Application.ReadWrite.All"] }, { roles: ["User.Read.All"] }],
  });
  let owner: GraphCall;
  let stranger: GraphCall;
  let administrator: GraphCall;
  let reader: GraphCall;
  let api: RegisteredApi;
  before(async () => {
    [owner, stranger, administrator, reader] = sandbox.identities.map((identity) => sandbox.graph(identity)) as [
      GraphCall,
      GraphCall,
      GraphCall,
      GraphCall,
    ];
    api = await registerApi(sandbox);
  });

  const reference = (sandboxUrl: string, id = "") => ({ "@odata.id": `${sandboxUrl}/v1.0/directoryObjects/${id}` });

  it("lets any Application.ReadWrite.OwnedBy caller read, but only owners write", async () => {
    assert.equal((await stranger("GET", `/applications/${api.id}`)).status, 200);
    const writes: [string, string, object?][] = [
      ["PATCH", `/applications/${api.id}`, { notes: "mine" }],
      ["POST", `/applications/${api.id}/addPassword`, { passwordCredential: {} }],
      ["POST", `/applications/${api.id}/removePassword`, { keyId: api.keyId }],
      ["POST", `/applications/${api.id}/owners/$ref`, reference(sandbox.url, sandbox.identities[1]?.objectId)],
      ["DELETE", `/applications/${api.id}/owners/${sandbox.identities[0]?.objectId}/$ref`],
      ["PATCH", `/servicePrincipals/${api.principalId}`, { notes: "mine" }],
      ["DELETE", `/servicePrincipals/${api.principalId}`],
      ["DELETE", `/applications/${api.id}`],
    ];
    for (const [method, path, body] of writes) {
      assert.deepEqual(graphErrorOf(await stranger(method, path, body)), deniedBody, `${method} ${path}`);
    }
  });

  it("lets Application.ReadWrite.All write what it does not own", async () => {
    assert.equal((await administrator("PATCH", `/applications/${api.id}`, { notes: "all" })).status, 204);
  });

  it("refuses a caller without any application permission", async () => {
    assert.deepEqual(graphErrorOf(await reader("GET", `/applications/${api.id}`)), deniedBody);
    assert.deepEqual(graphErrorOf(await reader("POST", "/applications", { displayName: "x" })), deniedBody);
  });

  it("adds and removes owners; a caller that removed itself is locked out", async () => {
    const { id } = await registerApi(sandbox);
    const [first, second] = sandbox.identities.map(({ objectId }) => objectId);
    const path = `/applications/${id}/owners`;
    assert.equal((await owner("POST", `${path}/$ref`, reference(sandbox.url, second))).status, 204);
    assert.equal((await owner("POST", `${path}/$ref`, reference(sandbox.url, second))).status, 400);
    assert.equal((await owner("POST", `${path}/$ref`, reference(sandbox.url, crypto.randomUUID()))).status, 404);
    assert.equal((await owner("POST", `${path}/$ref`, {})).status, 400);
    assert.equal((await owner("DELETE", `${path}/${first}/$ref`)).status, 204);
    assert.deepEqual(graphErrorOf(await owner("PATCH", `/applications/${id}`, { notes: "x" })), deniedBody);
    assert.equal((await stranger("DELETE", `${path}/${first}/$ref`)).status, 404);
    assert.equal((await stranger("DELETE", `/applications/${id}`)).status, 204);
  });

  it("needs the application's owner to make its service principal", async () => {
    const made = await owner("POST", "/applications", { displayName: "No principal" });
    const { appId } = made.body as { appId: string };
    assert.deepEqual(graphErrorOf(await stranger("POST", "/servicePrincipals", { appId })), deniedBody);
    assert.equal((await owner("POST", "/servicePrincipals", { appId })).status, 201);
  });

  it("binds the owners named at creation beside the creator", async () => {
    const user = sandbox.users[0]?.id ?? "";
    const made = await owner("POST", "/applications", {
      displayName: "Bound",
      "owners@odata.bind": [sandbox.identities[0]?.objectId, user].map((id) => reference(sandbox.url, id)["@odata.id"]),
    });
    const { id } = made.body as { id: string };
    const owners = (await owner("GET", `/applications/${id}/owners`)).body as { value: { id: string }[] };
    assert.deepEqual(
      owners.value.map((entry) => entry.id),
      [sandbox.identities[0]?.objectId, user],
    );
  });

  it("asks for a token it issued", async () => {
    const headers = { authorization: "Bearer nonsense" };
    assert.equal((await sandbox.fetch("/v1.0/applications", { headers })).status, 401);
  });
});
