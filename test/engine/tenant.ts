import assert from "node:assert/strict";
import type { Sandbox } from "../../packages/entra-sandbox";

/** The one application in the tenant; fails where there are none or several. */
export function onlyApplication(sandbox: Sandbox) {
  const [application, ...others] = sandbox.directory.applications.allNewest();
  assert.ok(application, "the tenant has an application");
  assert.deepEqual(others, [], "the tenant has one application");
  return application;
}

/** Ids of its scopes, by value. */
export function scopesOf(sandbox: Sandbox): Record<string, string> {
  const scopes = onlyApplication(sandbox).api.oauth2PermissionScopes;
  return Object.fromEntries(scopes.map(({ value, id }) => [value ?? "", id]));
}

/** Its client secrets, oldest first. */
export function credentialsOf(sandbox: Sandbox) {
  return [...onlyApplication(sandbox).passwordCredentials].sort((a, b) =>
    (a.endDateTime ?? "").localeCompare(b.endDateTime ?? ""),
  );
}
