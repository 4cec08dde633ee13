import { createHash } from "node:crypto";
import type { Context } from "hono";
import { Hono } from "hono";
import { graphInstant } from "../directory/credential";
import type { AppRoleAssignment, Directory } from "../directory/directory";
import { requireAssignmentWrite, requireRead } from "./caller";
import { badRequest, notFound } from "./graphError";
import type { GraphEnv } from "./graphRequest";
import { entityAnswer, jsonBody, listAnswer, readable, textMember, writable } from "./graphRequest";

const set = "appRoleAssignments";
/** The app role of those who are assigned without one. */
const noRole = "00000000-0000-0000-0000-000000000000";

/** `/servicePrincipals/{id}/appRoleAssignedTo`: https://learn.microsoft.com/graph/api/resources/approleassignment */
export function appRoleAssignmentRoutes(directory: Directory): Hono<GraphEnv> {
  const { assignments, servicePrincipals } = directory;
  const routes = new Hono<GraphEnv>();
  const view = (assignment: AppRoleAssignment) => assignmentView(assignment, directory);
  for (const [path, end] of [
    ["/:id/appRoleAssignedTo", "resourceId"],
    ["/:id/appRoleAssignments", "principalId"],
  ] as const) {
    routes.get(path, (c) => {
      requireRead(c.get("caller"));
      const { id } = readable(servicePrincipals, c.req.param("id"));
      return listAnswer(
        c,
        set,
        assignments
          .allVisible()
          .filter((one) => one[end] === id)
          .map(view),
      );
    });
    const find = (c: Context<GraphEnv>) => {
      const found = writable(assignments, c.req.param("assignment") ?? "");
      if (found[end] !== c.req.param("id")) throw notFound(found.id);
      return found;
    };
    routes.post(path, async (c) => {
      requireAssignmentWrite(c.get("caller"));
      const assignment = requestedAssignment(await jsonBody(c), directory);
      if (assignment[end] !== c.req.param("id")) throw badRequest(`The ${end} must be that of the address.`);
      assignments.put(assignment);
      return entityAnswer(c, set, view(assignment), 201);
    });
    routes.get(`${path}/:assignment`, (c) => {
      requireRead(c.get("caller"));
      return entityAnswer(c, set, view(find(c)));
    });
    routes.delete(`${path}/:assignment`, (c) => {
      requireAssignmentWrite(c.get("caller"));
      assignments.remove(find(c).id);
      return c.body(null, 204);
    });
  }
  return routes;
}

function requestedAssignment(body: Record<string, unknown>, directory: Directory): AppRoleAssignment {
  const principalId = textMember(body, "principalId");
  const resourceId = textMember(body, "resourceId");
  const appRoleId = textMember(body, "appRoleId");
  const resource = directory.servicePrincipals.newest(resourceId);
  if (!resource) throw notFound(resourceId);
  if (!directory.users.has(principalId) && !directory.servicePrincipals.newest(principalId))
    throw notFound(principalId);
  const roles = directory.publishedApi(resource).appRoles;
  if (appRoleId !== noRole && !roles.some(({ id, isEnabled }) => isEnabled && id === appRoleId)) {
    throw badRequest("Permission being assigned was not found on application.");
  }
  const existing = directory
    .assignmentsTo(resourceId)
    .some((one) => one.principalId === principalId && one.appRoleId === appRoleId);
  if (existing) throw badRequest("Permission being assigned already exists on the object.");
  const id = createHash("sha256").update([principalId, resourceId, appRoleId].join(" ")).digest("base64url");
  return { id, createdDateTime: graphInstant(directory.clock.now()), principalId, resourceId, appRoleId };
}

function assignmentView(assignment: AppRoleAssignment, directory: Directory): object {
  const name = (id: string) => {
    const principal = directory.servicePrincipals.newest(id);
    return principal ? directory.publishedApi(principal).displayName : directory.users.get(id)?.displayName;
  };
  return {
    ...assignment,
    principalDisplayName: name(assignment.principalId) ?? null,
    principalType: directory.users.has(assignment.principalId) ? "User" : "ServicePrincipal",
    resourceDisplayName: name(assignment.resourceId) ?? null,
  };
}
