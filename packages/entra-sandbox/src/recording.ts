import { isDeepStrictEqual } from "node:util";
import type { LoggedExchange } from "./requestLog";
import { Placeholders } from "./placeholders";
import type { Sandbox } from "./sandbox";

/** One request and its answer, without secrets and with placeholders for ids. */
export interface RecordedExchange {
  readonly method: string;
  readonly path: string;
  readonly query?: unknown;
  readonly requestBody?: unknown;
  readonly status: number;
  readonly responseBody?: unknown;
  /** How often it was made in a row with the same answer: providers poll. Once when left out. */
  readonly times?: number;
}

/** What one command made a client ask for, and what the tenant held afterwards. */
export interface RecordedOperation {
  readonly operation: string;
  /** The sandbox's date at its first request. */
  readonly at: string;
  readonly exchanges: readonly RecordedExchange[];
  readonly effect: unknown;
}

/** Turns the request log of a sandbox into data that can be committed and compared, one operation after the other. */
export class Recorder {
  private readonly placeholders: Placeholders;

  constructor(private readonly sandbox: Sandbox) {
    this.placeholders = sandboxPlaceholders(sandbox);
    sandbox.requestLog.clear();
  }

  /** Everything since the last call, or since the recorder was made. */
  operation(name: string): RecordedOperation {
    const { requestLog, clock } = this.sandbox;
    const exchanges = collapsed(requestLog.exchanges.map((exchange) => recorded(exchange, this.placeholders)));
    const operation = {
      operation: name,
      at: requestLog.exchanges[0]?.at ?? clock.now().toISOString(),
      exchanges,
      effect: this.placeholders.normalised(tenantEffect(this.sandbox)),
    };
    requestLog.clear();
    return operation;
  }
}

/** The ids of a sandbox that have a name rather than a number. */
export function sandboxPlaceholders({ url, tenantId, identities }: Sandbox): Placeholders {
  const [identity] = identities;
  return new Placeholders({
    "{sandbox}": url,
    "{tenantId}": tenantId,
    ...(identity && { "{deployerClientId}": identity.clientId, "{deployerObjectId}": identity.objectId }),
  });
}

/** An exchange as it is recorded; a replay's own exchanges are put in this form to be compared. */
export function recorded(exchange: LoggedExchange, placeholders: Placeholders): RecordedExchange {
  const { method, path, query, requestBody, status, responseBody } = exchange;
  return placeholders.normalised({
    method,
    path,
    ...(Object.keys(query).length > 0 && { query }),
    ...(requestBody !== undefined && { requestBody }),
    status,
    ...(responseBody !== undefined && { responseBody }),
  }) as RecordedExchange;
}

/** What the tenant holds, in the terms that matter to whoever deployed it. */
export function tenantEffect(sandbox: Sandbox): unknown {
  const { applications, servicePrincipals, grants, deletedItems } = sandbox.snapshot();
  return {
    applications: applications.map(({ displayName, identifierUris, api, passwordCredentials, owners }) => ({
      displayName,
      identifierUris,
      scopes: api.oauth2PermissionScopes.map(({ id, value, isEnabled }) => ({ id, value, isEnabled })),
      secrets: passwordCredentials.map(({ displayName: name, endDateTime }) => ({ displayName: name, endDateTime })),
      owners,
    })),
    servicePrincipals: servicePrincipals.map(({ appId, owners }) => ({ appId, owners })),
    grants: grants.map(({ consentType, scope }) => ({ consentType, scope })),
    deletedItems: deletedItems.map(({ type }) => type),
  };
}

function collapsed(exchanges: readonly RecordedExchange[]): RecordedExchange[] {
  const result: RecordedExchange[] = [];
  for (const exchange of exchanges) {
    const last = result.at(-1);
    if (last && isDeepStrictEqual({ ...last, times: 1 }, { ...exchange, times: 1 })) {
      result[result.length - 1] = { ...last, times: (last.times ?? 1) + 1 };
    } else result.push(exchange);
  }
  return result;
}
