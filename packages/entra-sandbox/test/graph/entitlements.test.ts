import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { GraphCall } from "../../src";
import { suiteSandbox } from "../suiteSandbox";
import { read, graphErrorOf, registerApi, scope, type RegisteredApi } from "../../src/testing/registeredApi";

const enabledRule = [
  400,
  "CannotDeleteOrUpdateEnabledEntitlement",
  "Permission (scope or role) cannot be deleted or updated unless disabled first.",
];

describe("scopes in Graph", () => {
  const sandbox = suiteSandbox();
  let graph: GraphCall;
  let api: RegisteredApi;
  before(() => {
    graph = sandbox.graph();
  });
  beforeEach(async () => {
    api = await registerApi(sandbox);
  });

  const write = (scopes: object[], more: object = {}) =>
    graph("PATCH", `/applications/${api.id}`, { api: { oauth2PermissionScopes: scopes }, ...more });
  const values = async () => {
    const application = await read(graph, `/applications/${api.id}`);
    const { oauth2PermissionScopes } = application["api"] as { oauth2PermissionScopes: { value: string }[] };
    return oauth2PermissionScopes.map(({ value }) => value);
  };

  it("cannot be changed or removed while enabled", async () => {
    const changed = { ...scope("user_impersonation", api.scopeId), adminConsentDisplayName: "Other" };
    assert.deepEqual(graphErrorOf(await write([changed])), enabledRule);
    assert.deepEqual(graphErrorOf(await write([])), enabledRule);
    assert.deepEqual(graphErrorOf(await write([scope("renamed", api.scopeId)])), enabledRule);
    assert.deepEqual(await values(), ["user_impersonation"]);
  });

  it("can be disabled in a write of its own, and then changed or removed", async () => {
    assert.equal((await write([scope("user_impersonation", api.scopeId, false)])).status, 204);
    assert.equal((await write([scope("renamed", api.scopeId)])).status, 204);
    assert.deepEqual(await values(), ["renamed"]);
    assert.equal((await write([scope("renamed", api.scopeId, false)])).status, 204);
    assert.equal((await write([])).status, 204);
    assert.deepEqual(await values(), []);
  });

  it("can be added beside enabled ones, in any order", async () => {
    const kept = scope("user_impersonation", api.scopeId);
    assert.equal((await write([scope("read"), kept])).status, 204);
    assert.deepEqual(await values(), ["read", "user_impersonation"]);
  });

  it("have values and ids that are unique, also among app roles", async () => {
    const kept = scope("user_impersonation", api.scopeId);
    const duplicate = [400, "Request_BadRequest", "Request contains a property with duplicate values."];
    assert.deepEqual(graphErrorOf(await write([kept, scope("user_impersonation")])), duplicate);
    assert.deepEqual(graphErrorOf(await write([kept, scope("other", api.scopeId)])), duplicate);
    const role = { id: randomUUID(), value: "user_impersonation", displayName: "r", description: "r" };
    assert.deepEqual(graphErrorOf(await write([kept], { appRoles: [role] })), duplicate);
  });

  it("have values of at most 120 allowed characters, ids that are UUIDs and texts for the administrator", async () => {
    const kept = scope("user_impersonation", api.scopeId);
    for (const bad of [".read", "a b", "é", "n".repeat(121), 'q"', "back\\slash"]) {
      assert.equal((await write([kept, scope(bad)])).status, 400, bad);
    }
    for (const good of ["Agreements.Read", "a:!#$%&'()*+,-./;<=>?@[]^_{}~`|", "n".repeat(120)]) {
      assert.equal((await write([kept, scope(good)])).status, 204, good);
      await write([kept, { ...((await lastScope()) as object), isEnabled: false }]);
      await write([kept]);
    }
    assert.equal((await write([kept, scope("x", "not-a-uuid")])).status, 400);
    assert.equal((await write([kept, { ...scope("x"), type: "Group" }])).status, 400);
    assert.equal((await write([kept, { ...scope("x"), adminConsentDescription: "" }])).status, 400);
  });

  async function lastScope(): Promise<unknown> {
    const application = await read(graph, `/applications/${api.id}`);
    return (application["api"] as { oauth2PermissionScopes: unknown[] }).oauth2PermissionScopes.at(-1);
  }
});
