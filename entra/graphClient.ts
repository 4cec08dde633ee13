import * as v from "valibot";
import type { Context, Fetch } from "./context";
import { endpoints } from "./endpoints";
import { claimsOf, graphToken } from "./graphToken";
import { knownError } from "./knownErrors";
import { longestReason } from "./tokenClient";
import { UserError } from "./userError";
import { jsonObject } from "../model/json";
import { shorten } from "../model/shorten";
import { parseUrl } from "../model/url";

/** Microsoft Graph, as far as the tools need it. Paths begin with the version where it is not v1.0: `/applications/{id}`. */
export interface Graph {
  /** Object id of the identity that asks. */
  readonly callerId: string;
  /** Whether it is an application, such as a pipeline's, and not a person. */
  readonly callerIsApp: boolean;
  /** Its application permissions; `undefined` for a person, whose rights a token does not tell. */
  readonly roles: readonly string[] | undefined;
  /** One object; `undefined` where there is none. */
  get<T>(path: string, schema: Schema<T>): Promise<T | undefined>;
  /** A list, all pages of it. */
  list<T>(path: string, schema: Schema<T>): Promise<T[]>;
  /** Removes an object; one that has gone already is no failure. */
  remove(path: string): Promise<void>;
  /** Calls an action, or makes an object. */
  post(path: string, body: object): Promise<void>;
  /** Changes properties of an object. */
  patch(path: string, body: object): Promise<void>;
}

/** What an object must look like: what another one in between answers is found out here. */
type Schema<T> = v.GenericSchema<unknown, T>;

/** How often a request is repeated that Graph was too busy for. */
const attempts = 5;
/** Long enough to let Graph breathe where it names no time. */
const firstWaitMs = 1_000;
const longestWaitMs = 120_000;
/** Of a hundred objects each: no tenant has as many with one name or tag. */
const mostPages = 100;

/** Graph of the tenant, as the identity the environment names. */
export async function connectGraph(tenantId: string, context: Context): Promise<Graph> {
  const places = await endpoints(context);
  const token = await graphToken(tenantId, places, context);
  const address = (path: string) => `${places.graph}${path.startsWith("/beta/") ? "" : "/v1.0"}${path}`;
  const call = async (method: string, url: string, body?: object) =>
    result(`${method} ${pathOf(url)}`, await fetchWithRetries({ method, url, token, body }, context));
  const { oid, idtyp, roles } = claimsOf(token);
  return {
    callerId: oid ?? "",
    callerIsApp: idtyp === "app",
    roles: idtyp === "app" ? (roles ?? []) : undefined,
    get: async (path, schema) => {
      const found = await call("GET", address(path));
      return found === undefined ? undefined : shaped(found, schema, address(path));
    },
    list: async (path, schema) => {
      const found = await allPages((url) => call("GET", url), address(path));
      return shaped(found, v.array(schema), address(path));
    },
    remove: async (path) => void (await call("DELETE", address(path))),
    post: async (path, body) => void (await call("POST", address(path), body)),
    patch: async (path, body) => void (await call("PATCH", address(path), body)),
  };
}

async function allPages(get: (url: string) => Promise<unknown>, first: string): Promise<unknown[]> {
  const items: unknown[] = [];
  let url: string | undefined = first;
  for (let page = 1; url !== undefined; page += 1) {
    const answer = (await get(url)) as { value?: unknown[]; "@odata.nextLink"?: unknown } | null | undefined;
    if (answer === undefined) break;
    if (!Array.isArray(answer?.value)) throw unusable(`GET ${pathOf(url)}`);
    items.push(...answer.value);
    url = nextPage(answer["@odata.nextLink"], first);
    if (url !== undefined && page === mostPages) {
      throw new UserError("graph-list-endless", `Microsoft Graph answers with more than ${mostPages} pages`);
    }
  }
  return items;
}

/** The token goes wherever the link leads. */
function nextPage(link: unknown, first: string): string | undefined {
  if (typeof link !== "string") return undefined;
  const origin = parseUrl(link)?.origin ?? "no address";
  if (origin === new URL(first).origin) return link;
  throw new UserError("graph-link-foreign", `Microsoft Graph links to a next page elsewhere (${origin}); not followed`);
}

interface GraphRequest {
  readonly method: string;
  readonly url: string;
  readonly token: string;
  readonly body: object | undefined;
}

async function fetchWithRetries(request: GraphRequest, context: Context): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(request, context.fetch);
    if (![429, 503, 504].includes(answer.status)) return answer;
    if (attempt === attempts) {
      const problem = `Microsoft Graph is too busy (${answer.status}, ${attempts} times)`;
      throw new UserError("throttled", problem, "try again later");
    }
    const asked = Number(answer.headers.get("retry-after")) * 1000;
    await context.wait(Math.min(longestWaitMs, asked > 0 ? asked : firstWaitMs * 2 ** (attempt - 1)));
  }
}

function send({ method, url, token, body }: GraphRequest, fetch: Fetch): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}

async function result(what: string, answer: Response): Promise<unknown> {
  if (answer.status === 404) return undefined;
  const text = await answer.text();
  if (!answer.ok) throw graphError(what, answer.status, text);
  if (text === "") return undefined;
  return jsonObject(text) ?? Promise.reject(unusable(what));
}

function shaped<T>(value: unknown, schema: Schema<T>, url: string): T {
  const { success, output, issues } = v.safeParse(schema, value);
  if (success) return output;
  throw unusable(`GET ${pathOf(url)}`, v.getDotPath(issues[0]));
}

function pathOf(url: string): string {
  return shorten(new URL(url).pathname);
}

function unusable(what: string, member?: string | null): UserError {
  const where = member ? ` (${member})` : "";
  const hint = "is a proxy or a sign-in page in between?";
  return new UserError("graph-answer-invalid", `Microsoft Graph answers ${what} with something unusable${where}`, hint);
}

function graphError(what: string, status: number, text: string): UserError {
  const { error } = (jsonObject(text) ?? {}) as {
    readonly error?: { readonly code?: unknown; readonly message?: unknown };
  };
  const [code, message] = [error?.code, error?.message].map((one) => (typeof one === "string" ? one : ""));
  const reason = message?.slice(0, longestReason) || "no reason given";
  const problem = `Microsoft Graph denies ${what}: ${[status, code].filter(Boolean).join(" ")}: ${reason}`;
  if (status === 401) return new UserError("graph-not-signed-in", problem, "sign in again");
  if (status === 403) return new UserError("graph-not-allowed", problem, missingRight(what));
  const known = knownError(`${code} ${message}`, { asker: "deployer" });
  return new UserError(known?.code ?? "graph-denied", problem, known?.hint);
}

function missingRight(what: string): string {
  if (what.includes("appCredentialSignInActivities")) return "the identity needs AuditLog.Read.All";
  return what.startsWith("GET")
    ? "the identity needs Application.Read.All, or Application.ReadWrite.OwnedBy as the one that deploys has"
    : "the identity must own the object (Application.ReadWrite.OwnedBy) or hold Application.ReadWrite.All";
}

/** A text in a `$filter`, quotes doubled, ready for an address. */
export function filterText(text: string): string {
  // Half a surrogate pair has no place in an address.
  return encodeURIComponent(`'${text.replace(/\p{Surrogate}/gu, "\ufffd").replaceAll("'", "''")}'`);
}
