import type { Context } from "hono";
import { clouds } from "../cloud";
import type { Directory } from "../directory/directory";
import type { Replicated } from "../directory/replicated";
import type { Caller } from "./caller";
import { badRequest, notFound, unknownSegment } from "./graphError";
import { filterPredicate, selected } from "./queryOptions";

/** What earlier middleware leaves for the routes of Graph. */
export interface GraphEnv {
  Variables: { caller: Caller };
}

type GraphRequest = Context<GraphEnv>;

/** The JSON object of a request's body. */
export async function jsonBody(c: GraphRequest): Promise<Record<string, unknown>> {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw badRequest(
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
  );
}

/** What only Microsoft's global cloud offers is an unknown segment elsewhere. */
export function requireGlobalCloud(c: GraphRequest, { cloud }: Directory): void {
  if (cloud !== clouds.public) throw unknownSegment(c.req.path.split("/").slice(2).at(-1) ?? "");
}

/** A text member of a body; empty when it is missing or something else. */
export function textMember(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name];
  return typeof value === "string" ? value : "";
}

/** An object as a reader sees it. */
export function readable<T extends { readonly id: string }>(objects: Replicated<T>, id: string): T {
  const object = objects.visible(id);
  if (!object) throw notFound(id);
  return object;
}

/**
 * An object to be changed. A new one is not found until it is replicated (the azuread provider sends PATCH after PATCH
 * to learn when it is); after that a write builds on the newest state, whatever readers see.
 */
export function writable<T extends { readonly id: string }>(objects: Replicated<T>, id: string): T {
  const object = objects.visible(id) && objects.newest(id);
  if (!object) throw notFound(id);
  return object;
}

/** Answers with one entity, narrowed by `$select`. */
export function entityAnswer(c: GraphRequest, set: string, entity: object, status: 200 | 201 = 200): Response {
  const context = { "@odata.context": `${graphRoot(c)}/$metadata#${set}/$entity` };
  return c.json({ ...context, ...selected(entity as Record<string, unknown>, c.req.query("$select")) }, status);
}

/** Answers with a list, narrowed by `$filter` and `$select`. */
export function listAnswer(c: GraphRequest, set: string, entities: readonly object[]): Response {
  const list = entities as readonly Record<string, unknown>[];
  const value = list.filter(filterPredicate(c.req.query("$filter")));
  const select = c.req.query("$select");
  return c.json({
    "@odata.context": `${graphRoot(c)}/$metadata#${set}`,
    value: value.map((entity) => selected(entity, select)),
  });
}

/** `https://localhost:PORT/v1.0`, or beta: whichever was called. */
function graphRoot(c: GraphRequest): string {
  const { origin, pathname } = new URL(c.req.url);
  return `${origin}/${pathname.split("/")[1] ?? ""}`;
}
