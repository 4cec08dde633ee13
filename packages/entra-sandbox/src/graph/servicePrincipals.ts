import { Hono } from "hono";
import { graphInstant } from "../directory/credential";
import type { Directory } from "../directory/directory";
import type { ServicePrincipal } from "../directory/servicePrincipal";
import { newServicePrincipal, servicePrincipalDefaults } from "../directory/servicePrincipal";
import { servicePrincipalSchema } from "../directory/tenantSchema";
import { appRoleAssignmentRoutes } from "./appRoleAssignments";
import { requireCreate, requireRead, requireWrite } from "./caller";
import { deleteServicePrincipal } from "./deletion";
import { badRequest, GraphError } from "./graphError";
import type { GraphEnv } from "./graphRequest";
import { entityAnswer, jsonBody, listAnswer, readable, writable } from "./graphRequest";
import { checkTypes, merged } from "./mergedProperties";
import { initialOwners, ownerRoutes } from "./owners";
import { servicePrincipalView } from "./views";

/** https://learn.microsoft.com/graph/api/resources/serviceprincipal */
export function servicePrincipalRoutes(directory: Directory): Hono<GraphEnv> {
  const { servicePrincipals } = directory;
  const routes = new Hono<GraphEnv>();
  const view = (principal: ServicePrincipal) => servicePrincipalView(principal, directory);
  routes.get("/", (c) => {
    requireRead(c.get("caller"));
    return listAnswer(c, "servicePrincipals", servicePrincipals.allVisible().map(view));
  });
  routes.post("/", async (c) => {
    const caller = c.get("caller");
    requireCreate(caller);
    const body = await jsonBody(c);
    const application = backingApplication(body["appId"], directory);
    requireWrite(caller, application);
    const fresh = newServicePrincipal(application.appId, directory.tenantId, graphInstant(directory.clock.now()));
    const owners = initialOwners(body["owners@odata.bind"], caller.objectId, directory);
    const created = { ...changed(fresh, body), owners };
    servicePrincipals.put(created);
    return entityAnswer(c, "servicePrincipals", view(created), 201);
  });
  routes.get("/:id", (c) => {
    requireRead(c.get("caller"));
    return entityAnswer(c, "servicePrincipals", view(readable(servicePrincipals, c.req.param("id"))));
  });
  routes.patch("/:id", async (c) => {
    const body = await jsonBody(c);
    const principal = writable(servicePrincipals, c.req.param("id"));
    requireWrite(c.get("caller"), principal);
    servicePrincipals.put(changed(principal, body));
    return c.body(null, 204);
  });
  routes.delete("/:id", (c) => {
    const principal = writable(servicePrincipals, c.req.param("id"));
    requireWrite(c.get("caller"), principal);
    deleteServicePrincipal(principal, directory);
    return c.body(null, 204);
  });
  routes.route("/", ownerRoutes(servicePrincipals, directory));
  routes.route("/", appRoleAssignmentRoutes(directory));
  return routes;
}

function backingApplication(appId: unknown, directory: Directory) {
  const application = directory.applications.allVisible().find((candidate) => candidate.appId === appId);
  if (!application) {
    throw new GraphError(
      400,
      "NoBackingApplicationObject",
      `The appId '${String(appId)}' of the service principal does not reference a valid application object.`,
    );
  }
  if (directory.servicePrincipalByAppId(application.appId)) {
    throw new GraphError(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      `The service principal cannot be created, updated, or restored because the service principal name ${application.appId} is already in use.`,
    );
  }
  return application;
}

function changed(principal: ServicePrincipal, changes: Record<string, unknown>): ServicePrincipal {
  const known = Object.entries(changes).filter(([property]) => {
    if (Object.hasOwn(servicePrincipalDefaults, property)) return true;
    if (property === "id" || property === "appId" || property.includes("@odata.")) return false;
    throw badRequest(`Invalid property '${property}'.`);
  });
  const next = merged(principal, Object.fromEntries(known)) as ServicePrincipal;
  checkTypes(servicePrincipalSchema, next, "ServicePrincipal");
  return next;
}
