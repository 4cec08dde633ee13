import { decodeJwt } from "jose";
import { endpoints } from "../../entra/endpoints";
import { processContext } from "../../entra/processContext";
import type { Job } from "../steps/job";
import { StepFailure } from "../steps/stepFailure";
import type { Assertion } from "./assertion";
import { refusedAssertion } from "./refusedAssertion";
import type { FederationVariables } from "./variables";

/** Whom Entra ID takes a job for, and what that identity may do in Graph. */
export interface Actor {
  /** Object id of the service principal. */
  readonly objectId: string;
  readonly roles: readonly string[];
}

/**
 * Exchanges the platform's token for one of Graph, as the provider does a moment later: a wrong subject or a missing
 * permission is then told before anything is touched, and in words. The token is looked at and dropped.
 */
export async function actorOf(job: Job, variables: FederationVariables, assertion: Assertion): Promise<Actor> {
  const { login, graph } = await endpoints({
    ...processContext(),
    environment: job.environment,
    fetch: job.fetch,
  });
  const url = `${login}/${variables.tenantId}/oauth2/v2.0/token`;
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: variables.clientId,
    scope: `${graph}/.default`,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion.token,
  }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await job.fetch(url, { method: "POST", headers, body }).catch((error: Error) => {
    throw new StepFailure(
      `cannot reach ${new URL(url).host}: ${error.message}`,
      "check the runner's network, then run the job again",
    );
  });
  const document = (await answer.json().catch(() => ({}))) as Readonly<Record<string, unknown>>;
  const token = document["access_token"];
  if (typeof token !== "string") {
    throw refusedAssertion(variables, assertion, text(document["error_description"]) || `HTTP ${answer.status}`);
  }
  const { oid, roles } = decodeJwt<{ oid?: string; roles?: string[] }>(token);
  return { objectId: oid ?? "", roles: roles ?? [] };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
