import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { GraphCall, Sandbox } from "..";

/** An API that is its own client, ready to be signed in to. */
export interface RegisteredApi {
  readonly id: string;
  readonly appId: string;
  readonly principalId: string;
  readonly scopeId: string;
  readonly identifierUri: string;
  readonly secret: string;
  readonly keyId: string;
}

/** Its redirect URI, on the platform Web. */
export const callback = "https://client.example/callback";

export function scope(value: string, id: string = randomUUID(), isEnabled = true) {
  return {
    id,
    value,
    type: "User",
    isEnabled,
    adminConsentDisplayName: `Access ${value}`,
    adminConsentDescription: `Allows access to ${value}.`,
    userConsentDisplayName: null,
    userConsentDescription: null,
  };
}

/** Registers it through Graph. `properties` go into the application. */
export async function registerApi(
  sandbox: Sandbox,
  properties: Record<string, unknown> = {},
  graph: GraphCall = sandbox.graph(),
): Promise<RegisteredApi> {
  const scopeId = randomUUID();
  const application = await created(graph, "/applications", {
    displayName: "Contracts API",
    web: { redirectUris: [callback] },
    api: { requestedAccessTokenVersion: 1, oauth2PermissionScopes: [scope("user_impersonation", scopeId)] },
    ...properties,
  });
  const { id, appId } = application as { id: string; appId: string };
  const identifierUri = `api://${appId}`;
  assert.equal((await graph("PATCH", `/applications/${id}`, { identifierUris: [identifierUri] })).status, 204);
  const principal = await created(graph, "/servicePrincipals", { appId });
  const { status, body } = await graph("POST", `/applications/${id}/addPassword`, {
    passwordCredential: { displayName: "first" },
  });
  assert.equal(status, 200);
  const { secretText, keyId } = body as { secretText: string; keyId: string };
  return { id, appId, principalId: principal["id"] as string, scopeId, identifierUri, secret: secretText, keyId };
}

/** POSTs to a collection and returns the entity. */
export async function created(graph: GraphCall, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await graph("POST", path, body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body as Record<string, unknown>;
}

/** GETs an entity that must be there. */
export async function read(graph: GraphCall, path: string): Promise<Record<string, unknown>> {
  const answer = await graph("GET", path);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as Record<string, unknown>;
}

/** Status, code and message of an error. */
export function graphErrorOf(answer: { readonly status: number; readonly body: unknown }): [number, string, string] {
  const { error } = answer.body as { error: { code: string; message: string } };
  return [answer.status, error.code, error.message];
}
