import { selfTokenByUri } from "./aadstsError";
import type { Client } from "./client";
import type { RequestedResource } from "./requestedScopes";

/**
 * Whether an application that is client and API at once may refresh a token for itself. Public reports disagree, see
 * the README.
 * - `reported`: what most of them say. A refresh that names `api://{appId}/{scope}` works; AADSTS90009 comes without a
 *   resource in `scope`, unless the grant was asked for in GUID form, for `.default` by URI, and by any other URI.
 * - `strict`: AADSTS90009 for everything but the GUID form, named.
 * - `lenient`: never.
 */
export type SelfRefresh = "reported" | "strict" | "lenient";

/** What a refresh asks for. */
export interface RefreshRequest {
  /** Of the request, or of the grant when the request names none. */
  readonly resource: RequestedResource;
  /** Whether the request's `scope` names a resource. */
  readonly isNamed: boolean;
}

export function requireSelfRefresh(client: Client, { resource, isNamed }: RefreshRequest, rule: SelfRefresh): void {
  const isSelf = resource.principal.appId === client.appId;
  if (!isSelf || rule === "lenient") return;
  const byGuid = resource.form === "guid";
  const byOwnUri = resource.identifier === `api://${client.appId}` && !resource.values.includes(".default");
  const isAllowed = rule === "strict" ? isNamed && byGuid : byGuid || (isNamed && byOwnUri);
  if (!isAllowed) throw selfTokenByUri(client.appId, client.name);
}
