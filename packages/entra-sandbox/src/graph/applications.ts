import { Hono } from "hono";
import { newApplication } from "../directory/application";
import { graphInstant } from "../directory/credential";
import type { Directory } from "../directory/directory";
import { changedApplication } from "./applicationRules";
import { requireCreate, requireRead, requireWrite } from "./caller";
import { deleteApplication } from "./deletion";
import type { GraphEnv } from "./graphRequest";
import { entityAnswer, jsonBody, listAnswer, readable, requireGlobalCloud, writable } from "./graphRequest";
import { initialOwners, ownerRoutes } from "./owners";
import { passwordRoutes } from "./passwords";
import type { CredentialPolicy } from "./passwordRules";
import { applicationView } from "./views";

/** https://learn.microsoft.com/graph/api/resources/application */
export function applicationRoutes(directory: Directory, policy: CredentialPolicy): Hono<GraphEnv> {
  const { applications } = directory;
  const routes = new Hono<GraphEnv>();
  routes.get("/", (c) => {
    requireRead(c.get("caller"));
    return listAnswer(c, "applications", applications.allVisible().map(applicationView));
  });
  routes.post("/", async (c) => {
    const caller = c.get("caller");
    requireCreate(caller);
    const body = await jsonBody(c);
    const fresh = newApplication("", graphInstant(directory.clock.now()), directory.domain);
    const owners = initialOwners(body["owners@odata.bind"], caller.objectId, directory);
    const created = { ...changedApplication(fresh, body, directory, true), owners };
    applications.put(created);
    return entityAnswer(c, "applications", applicationView(created), 201);
  });
  routes.get("/:id", (c) => {
    requireRead(c.get("caller"));
    return entityAnswer(c, "applications", applicationView(readable(applications, c.req.param("id"))));
  });
  routes.patch("/:id", async (c) => {
    const body = await jsonBody(c);
    const application = writable(applications, c.req.param("id"));
    requireWrite(c.get("caller"), application);
    applications.put(changedApplication(application, body, directory));
    return c.body(null, 204);
  });
  routes.patch("/:id/authenticationBehaviors", async (c) => {
    requireGlobalCloud(c, directory);
    const authenticationBehaviors = await jsonBody(c);
    const application = writable(applications, c.req.param("id"));
    requireWrite(c.get("caller"), application);
    applications.put(changedApplication(application, { authenticationBehaviors }, directory));
    return c.body(null, 204);
  });
  routes.delete("/:id", (c) => {
    const application = writable(applications, c.req.param("id"));
    requireWrite(c.get("caller"), application);
    deleteApplication(application, directory);
    return c.body(null, 204);
  });
  routes.route("/", ownerRoutes(applications, directory));
  routes.route("/", passwordRoutes(directory, policy));
  return routes;
}
