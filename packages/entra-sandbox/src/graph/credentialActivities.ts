import { Hono } from "hono";
import type { Directory } from "../directory/directory";
import { requireAuditRead } from "./caller";
import { notFound, unknownSegment } from "./graphError";
import type { GraphEnv } from "./graphRequest";
import { entityAnswer, listAnswer, requireGlobalCloud } from "./graphRequest";

const set = "reports/appCredentialSignInActivities";

/**
 * `/beta/reports/appCredentialSignInActivities`: which secret got a token when, in this process.
 * https://learn.microsoft.com/graph/api/resources/appcredentialsigninactivity
 */
export function credentialActivityRoutes(directory: Directory): Hono<GraphEnv> {
  const routes = new Hono<GraphEnv>();
  routes.use(async (c, next) => {
    requireGlobalCloud(c, directory);
    if (c.req.path.startsWith("/v1.0/")) throw unknownSegment("appCredentialSignInActivities");
    requireAuditRead(c.get("caller"));
    await next();
  });
  routes.get("/", (c) => listAnswer(c, set, activities(directory)));
  routes.get("/:id", (c) => {
    const id = c.req.param("id");
    const activity = activities(directory).find((one) => one.id === id);
    if (!activity) throw notFound(id);
    return entityAnswer(c, set, activity);
  });
  return routes;
}

function activities(directory: Directory) {
  return directory.applications.allNewest().flatMap((application) =>
    application.passwordCredentials.flatMap(({ keyId, startDateTime, endDateTime }) => {
      const use = directory.secretUses.get(keyId);
      if (!use) return [];
      return {
        id: Buffer.from(`${application.appId}|${keyId}`).toString("base64url"),
        keyId,
        keyType: "clientSecret",
        keyUsage: "verify",
        appId: application.appId,
        appObjectId: application.id,
        servicePrincipalObjectId: directory.servicePrincipalByAppId(application.appId)?.id ?? null,
        credentialOrigin: "application",
        createdDateTime: startDateTime,
        expirationDateTime: endDateTime,
        signInActivity: use,
      };
    }),
  );
}
