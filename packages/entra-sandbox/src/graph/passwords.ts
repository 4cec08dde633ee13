import { Hono } from "hono";
import type { Directory } from "../directory/directory";
import { requireWrite } from "./caller";
import { badRequest } from "./graphError";
import type { GraphEnv } from "./graphRequest";
import { jsonBody, writable } from "./graphRequest";
import type { CredentialPolicy } from "./passwordRules";
import { requestedCredential } from "./passwordRules";
import { credentialView } from "./views";

/** `addPassword` and `removePassword`: the secret is in the answer to the first, and never shown again. */
export function passwordRoutes(directory: Directory, policy: CredentialPolicy): Hono<GraphEnv> {
  const { applications, clock } = directory;
  const routes = new Hono<GraphEnv>();
  routes.post("/:id/addPassword", async (c) => {
    const body = await jsonBody(c);
    const application = writable(applications, c.req.param("id"));
    requireWrite(c.get("caller"), application);
    const { credential, secretText } = requestedCredential(body["passwordCredential"], clock.now(), policy);
    directory.delaySecret(credential.keyId);
    applications.put({ ...application, passwordCredentials: [...application.passwordCredentials, credential] });
    return c.json({ "@odata.type": "#microsoft.graph.passwordCredential", ...credentialView(credential), secretText });
  });
  routes.post("/:id/removePassword", async (c) => {
    const { keyId } = await jsonBody(c);
    const application = writable(applications, c.req.param("id"));
    requireWrite(c.get("caller"), application);
    const rest = application.passwordCredentials.filter((credential) => credential.keyId !== keyId);
    if (rest.length === application.passwordCredentials.length) {
      throw badRequest("No password credential found with keyId.");
    }
    applications.put({ ...application, passwordCredentials: rest });
    return c.body(null, 204);
  });
  return routes;
}
