import { Hono } from "hono";
import type { Application } from "../directory/application";
import type { DeletedItem, Directory } from "../directory/directory";
import type { ServicePrincipal } from "../directory/servicePrincipal";
import { requireRead, requireWrite } from "./caller";
import { restore } from "./deletion";
import { notFound } from "./graphError";
import type { GraphEnv } from "./graphRequest";
import { entityAnswer, listAnswer } from "./graphRequest";
import { applicationView, servicePrincipalView } from "./views";

/** https://learn.microsoft.com/graph/api/resources/directory: what was deleted in the last 30 days. */
export function deletedItemRoutes(directory: Directory): Hono<GraphEnv> {
  const routes = new Hono<GraphEnv>();
  const view = (item: DeletedItem) => deletedView(item, directory);
  const find = (id: string) => {
    const item = directory.deletedItems().find((candidate) => candidate.id === id);
    if (!item) throw notFound(id);
    return item;
  };
  for (const type of ["application", "servicePrincipal"] as const) {
    routes.get(`/microsoft.graph.${type}`, (c) => {
      requireRead(c.get("caller"));
      const items = directory.deletedItems().filter((item) => item.type === type);
      return listAnswer(c, "directoryObjects", items.map(view));
    });
  }
  routes.get("/:id", (c) => {
    requireRead(c.get("caller"));
    return entityAnswer(c, "directoryObjects", view(find(c.req.param("id"))));
  });
  routes.delete("/:id", (c) => {
    const item = find(c.req.param("id"));
    requireWrite(c.get("caller"), item.object);
    directory.forgetDeleted(item.id);
    return c.body(null, 204);
  });
  routes.post("/:id/restore", (c) => {
    const item = find(c.req.param("id"));
    requireWrite(c.get("caller"), item.object);
    restore(item, directory);
    return entityAnswer(c, "directoryObjects", { ...view(item), deletedDateTime: null });
  });
  return routes;
}

function deletedView({ type, object, deletedDateTime }: DeletedItem, directory: Directory): object {
  const entity =
    type === "application"
      ? applicationView(object as Application)
      : servicePrincipalView(object as ServicePrincipal, directory);
  return { "@odata.type": `#microsoft.graph.${type}`, ...entity, deletedDateTime };
}
