import { Hono } from "hono";
import type { Directory } from "../directory/directory";
import type { Replicated } from "../directory/replicated";
import { requireRead, requireWrite } from "./caller";
import { badRequest, invalidProperty, notFound } from "./graphError";
import type { GraphEnv } from "./graphRequest";
import { jsonBody, listAnswer, readable, writable } from "./graphRequest";
import { directoryObjectView } from "./views";

interface Owned {
  readonly id: string;
  readonly owners: readonly string[];
}

/** `…/{id}/owners` of applications and of service principals. */
export function ownerRoutes<T extends Owned>(objects: Replicated<T>, directory: Directory): Hono<GraphEnv> {
  const routes = new Hono<GraphEnv>();
  routes.get("/:id/owners", (c) => {
    requireRead(c.get("caller"));
    const { owners } = readable(objects, c.req.param("id"));
    return listAnswer(
      c,
      "directoryObjects",
      owners.flatMap((id) => directoryObjectView(id, directory) ?? []),
    );
  });
  routes.post("/:id/owners/$ref", async (c) => {
    const body = await jsonBody(c);
    const object = writable(objects, c.req.param("id"));
    requireWrite(c.get("caller"), object);
    const owner = referencedOwner(body["@odata.id"], directory);
    if (object.owners.includes(owner)) {
      throw badRequest(
        "One or more added object references already exist for the following modified properties: 'owners'.",
      );
    }
    objects.put({ ...object, owners: [...object.owners, owner] });
    return c.body(null, 204);
  });
  routes.delete("/:id/owners/:owner/$ref", (c) => {
    const object = writable(objects, c.req.param("id"));
    requireWrite(c.get("caller"), object);
    const owner = c.req.param("owner");
    if (!object.owners.includes(owner)) throw notFound(owner);
    objects.put({ ...object, owners: object.owners.filter((id) => id !== owner) });
    return c.body(null, 204);
  });
  return routes;
}

/** The creator becomes an owner, beside those bound in the request. */
export function initialOwners(bound: unknown, creator: string, directory: Directory): string[] {
  const references = Array.isArray(bound) ? bound : [];
  return [...new Set([creator, ...references.map((reference) => referencedOwner(reference, directory))])];
}

/** The object id in `https://…/v1.0/directoryObjects/{id}`. */
function referencedOwner(reference: unknown, directory: Directory): string {
  const id = typeof reference === "string" ? (reference.split("/").at(-1) ?? "") : "";
  if (!id) throw invalidProperty("@odata.id", "ReferenceCreate", "expected …/directoryObjects/{id}");
  if (directory.applications.newest(id)) {
    throw badRequest(
      `The reference target 'Application_${id}' of type 'Application' is invalid for the 'owners' reference.`,
    );
  }
  const isOwner = directory.users.has(id) || directory.servicePrincipals.newest(id) !== undefined;
  if (!isOwner) throw notFound(id);
  return id;
}
