import { Hono } from "hono";
import type { Directory } from "../directory/directory";
import { denied, notFound } from "./graphError";
import type { GraphEnv } from "./graphRequest";
import { entityAnswer, listAnswer } from "./graphRequest";
import { directoryObjectView, userView } from "./views";

/** `/users`, `/me` and `/directoryObjects`: read only, people are seeded. */
export function peopleRoutes(directory: Directory): Hono<GraphEnv> {
  const routes = new Hono<GraphEnv>();
  routes.get("/users", (c) => listAnswer(c, "users", [...directory.users.values()].map(userView)));
  routes.get("/users/:id", (c) => {
    const id = c.req.param("id");
    const user = [...directory.users.values()].find((person) => person.id === id || person.userPrincipalName === id);
    if (!user) throw notFound(id);
    return entityAnswer(c, "users", userView(user));
  });
  routes.get("/me", (c) => {
    const { objectId, scopes } = c.get("caller");
    const user = directory.users.get(objectId);
    if (!user || !scopes.includes("User.Read")) throw denied();
    return entityAnswer(c, "users", userView(user));
  });
  routes.get("/directoryObjects/:id", (c) => {
    const object = directoryObjectView(c.req.param("id"), directory);
    if (!object) throw notFound(c.req.param("id"));
    return entityAnswer(c, "directoryObjects", object);
  });
  return routes;
}
