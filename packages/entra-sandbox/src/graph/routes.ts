import type { Context } from "hono";
import { Hono } from "hono";
import { matchedRoutes } from "hono/route";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Directory } from "../directory/directory";
import type { SigningKey } from "../signin/signingKey";
import { applicationRoutes } from "./applications";
import { authenticate } from "./caller";
import { credentialActivityRoutes } from "./credentialActivities";
import { deletedItemRoutes } from "./deletedItems";
import { badRequest, GraphError, unknownSegment } from "./graphError";
import type { GraphEnv } from "./graphRequest";
import type { CredentialPolicy } from "./passwordRules";
import { peopleRoutes } from "./people";
import { permissionGrantRoutes } from "./permissionGrants";
import { servicePrincipalRoutes } from "./servicePrincipals";

/** What goes into the log. */
export interface GraphNotices {
  readonly unknownRoute: (c: Context) => void;
  readonly internalError: (c: Context, error: Error) => void;
}

/** The part of Microsoft Graph that application registrations need; the same under `/v1.0` and `/beta`. */
export function graphRoutes(
  directory: Directory,
  key: SigningKey,
  policy: CredentialPolicy,
  notices: GraphNotices,
): Hono<GraphEnv> {
  const routes = new Hono<GraphEnv>();
  routes.use(async (c, next) => {
    c.header("request-id", crypto.randomUUID());
    // Before the token is looked at; all that serves every method is middleware, or the route of what is unknown.
    if (matchedRoutes(c).every(({ method }) => method === "ALL")) notices.unknownRoute(c);
    c.set("caller", await authenticate(c.req.header("authorization"), directory, key));
    await next();
  });
  routes.route("/applications", applicationRoutes(directory, policy));
  routes.route("/servicePrincipals", servicePrincipalRoutes(directory));
  routes.route("/oauth2PermissionGrants", permissionGrantRoutes(directory));
  routes.route("/reports/appCredentialSignInActivities", credentialActivityRoutes(directory));
  routes.route("/directory/deletedItems", deletedItemRoutes(directory));
  routes.route("/", peopleRoutes(directory));
  routes.all("*", (c) => {
    throw unknownSegment(c.req.path.split("/")[2] ?? "");
  });
  routes.onError((error, c) => {
    if (!(error instanceof GraphError)) notices.internalError(c, error);
    // Anything else is the sandbox failing on a body of the wrong shape, which Graph calls a bad request too.
    const graphError = error instanceof GraphError ? error : badRequest("The request is malformed or incorrect.");
    const body = graphError.body(directory.clock.now(), c.req.header("client-request-id"));
    return c.json(body, graphError.status as ContentfulStatusCode);
  });
  return routes;
}
