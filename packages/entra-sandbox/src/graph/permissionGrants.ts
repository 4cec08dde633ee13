import { createHash } from "node:crypto";
import { Hono } from "hono";
import type { Directory, PermissionGrant } from "../directory/directory";
import { requireGrantWrite } from "./caller";
import { badRequest, GraphError, invalidProperty, notFound } from "./graphError";
import type { GraphEnv } from "./graphRequest";
import { entityAnswer, jsonBody, listAnswer, readable, textMember, writable } from "./graphRequest";

const set = "oauth2PermissionGrants";

/** https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant */
export function permissionGrantRoutes(directory: Directory): Hono<GraphEnv> {
  const { grants } = directory;
  const routes = new Hono<GraphEnv>();
  routes.use(async (c, next) => {
    requireGrantWrite(c.get("caller"));
    await next();
  });
  routes.get("/", (c) => listAnswer(c, set, grants.allVisible()));
  routes.post("/", async (c) => {
    const grant = requestedGrant(await jsonBody(c), directory);
    if (grants.newest(grant.id)) {
      throw new GraphError(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.");
    }
    grants.put(grant);
    return entityAnswer(c, set, grant, 201);
  });
  routes.get("/:id", (c) => entityAnswer(c, set, readable(grants, c.req.param("id"))));
  routes.patch("/:id", async (c) => {
    const body = await jsonBody(c);
    const grant = writable(grants, c.req.param("id"));
    grants.put({ ...grant, scope: textMember(body, "scope") });
    return c.body(null, 204);
  });
  routes.delete("/:id", (c) => {
    grants.remove(writable(grants, c.req.param("id")).id);
    return c.body(null, 204);
  });
  return routes;
}

/** One grant exists per client, resource and principal: its id is made from the three. */
export function grantId(clientId: string, resourceId: string, principalId: string | null): string {
  return createHash("sha256")
    .update([clientId, resourceId, principalId ?? ""].join(" "))
    .digest("base64url");
}

function requestedGrant(body: Record<string, unknown>, directory: Directory): PermissionGrant {
  const { consentType } = body;
  const clientId = textMember(body, "clientId");
  const resourceId = textMember(body, "resourceId");
  for (const id of [clientId, resourceId]) {
    if (!directory.servicePrincipals.newest(id)) throw notFound(id);
  }
  if (consentType !== "AllPrincipals" && consentType !== "Principal") {
    throw invalidProperty("consentType", "OAuth2PermissionGrant", "AllPrincipals or Principal");
  }
  const principalId = consentType === "Principal" ? textMember(body, "principalId") : null;
  if (principalId !== null && !directory.users.has(principalId)) {
    throw badRequest("A principalId of a user is required for consentType Principal.");
  }
  return {
    id: grantId(clientId, resourceId, principalId),
    clientId,
    resourceId,
    consentType,
    principalId,
    scope: textMember(body, "scope"),
  };
}
