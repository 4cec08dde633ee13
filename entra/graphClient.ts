import { decodeJwt } from "jose";
import { UserError } from "./userError";
import type { Context } from "./context";
import { endpoints } from "./endpoints";
import { graphToken } from "./graphToken";

/** Microsoft Graph, as far as the tools need it. Paths begin behind the version: `/applications/{id}`. */
export interface Graph {
  /** Object id of the identity that asks. */
  readonly callerId: string;
  /** One object; `undefined` where there is none. */
  get<T>(path: string): Promise<T | undefined>;
  /** A list, all pages of it. */
  list<T>(path: string): Promise<T[]>;
  /** Removes an object; one that has gone already is no failure. */
  remove(path: string): Promise<void>;
  /** Calls an action. */
  post(path: string, body: object): Promise<void>;
}

/** How often a request is repeated that Graph was too busy for. */
const attempts = 5;
/** Long enough to let Graph breathe where it names no time. */
const firstWaitMs = 1_000;
const longestWaitMs = 120_000;

/** Graph of the tenant, as the identity the environment names. */
export async function connectGraph(tenantId: string, context: Context): Promise<Graph> {
  const places = await endpoints(context);
  const token = await graphToken(tenantId, places, context);
  const root = `${places.graph}/v1.0`;
  const call = (method: string, url: string, body?: object) => patientCall(method, url, token, context, body);
  return {
    callerId: callerOf(token),
    get: async <T>(path: string) => (await call("GET", root + path)) as T | undefined,
    list: async <T>(path: string) => {
      const items: T[] = [];
      let next: string | undefined = root + path;
      while (next !== undefined) {
        const page = (await call("GET", next)) as { value?: T[]; "@odata.nextLink"?: string } | undefined;
        items.push(...(page?.value ?? []));
        next = page?.["@odata.nextLink"];
        // The token goes wherever the link leads.
        if (next !== undefined && new URL(next).origin !== new URL(root).origin) {
          throw new UserError(
            "unclassified",
            `Microsoft Graph links to a next page at another host, ${new URL(next).origin}; not followed`,
          );
        }
      }
      return items;
    },
    remove: async (path) => void (await call("DELETE", root + path)),
    post: async (path, body) => void (await call("POST", root + path, body)),
  };
}

async function patientCall(method: string, url: string, token: string, context: Context, body?: object) {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await context.fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const busy = answer.status === 429 || answer.status === 503 || answer.status === 504;
    if (!busy) return result(method, url, answer);
    if (attempt === attempts)
      throw new UserError(
        "unclassified",
        `Microsoft Graph is too busy (${answer.status}, ${attempts} times); try again later`,
      );
    const told = Number(answer.headers.get("retry-after")) * 1000;
    await context.wait(Math.min(longestWaitMs, told > 0 ? told : firstWaitMs * 2 ** (attempt - 1)));
  }
}

async function result(method: string, url: string, answer: Response): Promise<unknown> {
  if (answer.status === 404) return undefined;
  const text = await answer.text();
  if (answer.ok) return text === "" ? undefined : (JSON.parse(text) as unknown);
  const { code, message } = errorOf(text);
  const what = `${method} ${new URL(url).pathname}`;
  throw new UserError(
    "unclassified",
    `Microsoft Graph refuses ${what}: ${answer.status} ${code}: ${message}${remedy(answer.status, method)}`,
  );
}

function remedy(status: number, method: string): string {
  if (status === 401) return "; sign in again";
  if (status !== 403) return "";
  return method === "GET"
    ? "; the identity needs Application.Read.All, or Application.ReadWrite.OwnedBy as the one that deploys has"
    : "; the identity must own the object (Application.ReadWrite.OwnedBy) or hold Application.ReadWrite.All";
}

function errorOf(text: string): { code: string; message: string } {
  try {
    const { error } = JSON.parse(text) as { readonly error?: { readonly code?: string; readonly message?: string } };
    return { code: error?.code ?? "", message: error?.message ?? "no reason given" };
  } catch {
    return { code: "", message: "no reason given" };
  }
}

function callerOf(token: string): string {
  try {
    const { oid } = decodeJwt<{ oid?: string }>(token);
    return oid ?? "";
  } catch {
    throw new UserError("unclassified", "the token for Microsoft Graph is no JWT; sign in again");
  }
}

/** A text in a `$filter`, quotes doubled, ready for an address. */
export function filterText(text: string): string {
  return encodeURIComponent(`'${text.replaceAll("'", "''")}'`);
}
