import type { Directory } from "./directory/directory";
import type { LoopbackFetch } from "./loopbackFetch";
import type { DeployingIdentity } from "./seed";

export interface GraphAnswer {
  readonly status: number;
  /** Parsed JSON; undefined for an empty answer. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** Calls Graph: `graph("PATCH", "/applications/{id}", { … })`. A path without a version means `/v1.0`. */
export type GraphCall = (method: string, path: string, body?: object) => Promise<GraphAnswer>;

/** Graph calls as a deploying identity, with a token renewed as the sandbox's date moves on. */
export function graphClient(
  fetch: LoopbackFetch,
  { clock, tenantId, cloud }: Directory,
  identity: DeployingIdentity,
): GraphCall {
  let token = "";
  let expires = 0;
  const renew = async () => {
    const now = clock.now().getTime();
    if (token !== "" && now < expires && now > expires - 3_600_000) return;
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: identity.clientId,
      client_secret: identity.clientSecret,
      scope: `https://${cloud.graphHost}/.default`,
    });
    const answer = await fetch(`/${tenantId}/oauth2/v2.0/token`, { method: "POST", body: form.toString() });
    const { access_token, expires_in, error_description } = (await answer.json()) as Record<string, string>;
    if (!access_token) throw new Error(`no token for the deploying identity: ${error_description ?? answer.status}`);
    token = access_token;
    expires = now + Number(expires_in) * 1000 - 60_000;
  };
  return async (method, path, body) => {
    await renew();
    const answer = await fetch(/^\/(v1\.0|beta)\//.test(path) ? path : `/v1.0${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? undefined : JSON.parse(text), headers: answer.headers };
  };
}
