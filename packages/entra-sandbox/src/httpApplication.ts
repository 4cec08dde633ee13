import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { adminApplication } from "./admin/routes";
import type { Cloud } from "./cloud";
import type { Directory } from "./directory/directory";
import { credentialConflicts } from "./faults/credentialConflicts";
import type { Faults } from "./faults/faults";
import type { StandingDelays } from "./faults/middleware";
import { faultMiddleware } from "./faults/middleware";
import { GraphError, unknownSegment } from "./graph/graphError";
import type { GraphNotices } from "./graph/routes";
import { graphRoutes } from "./graph/routes";
import type { SandboxOptions } from "./options";
import { adminGuard, requestGuards } from "./requestGuard";
import type { RequestLog } from "./requestLog";
import type { ConsentAnswer } from "./signin/consent";
import { idTokenIssuer } from "./signin/discovery";
import { DeviceCodes } from "./signin/deviceCodes";
import { signInRoutes } from "./signin/routes";
import { Sessions } from "./signin/sessions";
import type { SigningKey } from "./signin/signingKey";
import type { UnsavedChanges } from "./stateFile";

/** What the routes share. */
interface HttpContext {
  readonly directory: Directory;
  readonly key: SigningKey;
  readonly url: string;
  readonly adminToken: string;
  readonly faults: Faults;
  readonly delays: StandingDelays;
  readonly requestLog: RequestLog;
  readonly consentAnswer: () => ConsentAnswer;
  readonly unsaved: UnsavedChanges;
  readonly log: (line: string) => void;
}

/** All routes of the sandbox: admin, then the request log and the faults around everything Microsoft's. */
export function httpApplication(context: HttpContext, options: SandboxOptions): Hono<{ Bindings: HttpBindings }> {
  const { directory, key, url, adminToken, faults, delays, requestLog, consentAnswer, unsaved, log } = context;
  const notices: GraphNotices = {
    unknownRoute: ({ req }) => log(`no such route: ${req.method} ${req.path}`),
    internalError: ({ req }, { message }) => log(`internal error at ${req.method} ${req.path}: ${message}`),
  };
  const application = new Hono<{ Bindings: HttpBindings }>();
  application.use(...requestGuards());
  application.use("/_sandbox/*", adminGuard(url, adminToken), savingChanges(unsaved));
  application.route("/_sandbox", adminApplication(directory, faults, requestLog));
  application.use(async (c, next) => {
    await next();
    c.header("date", directory.clock.now().toUTCString());
  });
  application.use(requestLog.middleware(directory.clock));
  application.use(savingChanges(unsaved));
  application.use(credentialConflicts(directory, key));
  application.use(faultMiddleware(faults, delays, directory));
  application.get("/metadata/endpoints", (c) => c.json(providerMetadata(url, directory.cloud)));
  const policy = { id: randomUUID(), passwordAddition: true, passwordLifetimeDays: 731, ...options.credentialPolicy };
  const graph = graphRoutes(directory, key, policy, notices);
  application.route("/v1.0", graph);
  application.route("/beta", graph);
  const signIn = {
    directory,
    key,
    sessions: new Sessions(directory.clock),
    deviceCodes: new DeviceCodes(directory.clock),
    url,
    issuer: idTokenIssuer(directory, url, options.issuer ?? "sandbox"),
    consentAnswer,
    selfRefresh: options.selfRefresh ?? "reported",
  };
  application.route("/", signInRoutes(signIn));
  application.notFound((c) => {
    notices.unknownRoute(c);
    return c.json(unknownSegment(c.req.path.split("/")[1] ?? "").body(directory.clock.now()), 404);
  });
  application.onError((error, c) => {
    notices.internalError(c, error);
    return c.json(new GraphError(500, "InternalServerError", "Internal error.").body(directory.clock.now()), 500);
  });
  return application;
}

/** Saves once per request that changed anything, before it is answered: what was confirmed is on disk. */
function savingChanges(unsaved: UnsavedChanges) {
  return async (_: unknown, next: () => Promise<void>) => {
    await next();
    unsaved.save();
  };
}

/**
 * What the azuread provider asks `ARM_METADATA_HOSTNAME` for before anything else: where to sign in and where Graph
 * is. A login endpoint with a trailing slash would give `//` in the token URL.
 */
function providerMetadata(url: string, cloud: Cloud): object {
  return {
    name: "AzureCloud",
    portal: url,
    authentication: {
      loginEndpoint: url,
      audiences: ["https://management.core.windows.net/", "https://management.azure.com/"],
      tenant: "common",
      identityProvider: "AAD",
    },
    resourceManager: url,
    microsoftGraphResourceId: url,
    graph: `https://${cloud.graphHost}`,
    graphAudience: `https://${cloud.graphHost}`,
    suffixes: { keyVaultDns: "vault.azure.net", storage: "core.windows.net" },
  };
}
