import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { adminApplication } from "./admin/routes";
import type { Directory } from "./directory/directory";
import { credentialConflicts } from "./faults/credentialConflicts";
import type { Faults } from "./faults/faults";
import type { StandingDelays } from "./faults/middleware";
import { faultMiddleware } from "./faults/middleware";
import { GraphError } from "./graph/graphError";
import { graphRoutes } from "./graph/routes";
import type { SandboxOptions } from "./options";
import { providerMetadata } from "./providerMetadata";
import type { RequestLog } from "./requestLog";
import type { ConsentAnswer } from "./signin/consent";
import { idTokenIssuer } from "./signin/discovery";
import { signInRoutes } from "./signin/routes";
import { Sessions } from "./signin/sessions";
import type { SigningKey } from "./signin/signingKey";

/** What the routes share. */
export interface HttpContext {
  readonly directory: Directory;
  readonly key: SigningKey;
  readonly url: string;
  readonly faults: Faults;
  readonly delays: StandingDelays;
  readonly requestLog: RequestLog;
  readonly consentAnswer: () => ConsentAnswer;
  /** Writes the state file. */
  readonly save: () => void;
}

/** All routes of the sandbox: admin, then the request log and the faults around everything Microsoft's. */
export function httpApplication(context: HttpContext, options: SandboxOptions): Hono<{ Bindings: HttpBindings }> {
  const { directory, key, url, faults, delays, requestLog, consentAnswer, save } = context;
  const unknownRoute = (method: string, path: string) => options.log?.(`no such route: ${method} ${path}`);
  const application = new Hono<{ Bindings: HttpBindings }>();
  application.route("/_sandbox", adminApplication(directory, faults, requestLog));
  application.use(requestLog.middleware(directory.clock));
  application.use(savingChanges(directory, save));
  application.use(credentialConflicts(directory));
  application.use(faultMiddleware(faults, delays, directory));
  application.get("/metadata/endpoints", (c) => c.json(providerMetadata(url, directory.cloud)));
  const policy = { passwordAddition: true, passwordLifetimeDays: 731, ...options.credentialPolicy };
  const graph = graphRoutes(directory, key, policy, unknownRoute);
  application.route("/v1.0", graph);
  application.route("/beta", graph);
  const signIn = {
    directory,
    key,
    sessions: new Sessions(directory.clock),
    url,
    issuer: idTokenIssuer(directory, url, options.issuer ?? "sandbox"),
    consentAnswer,
    selfRefreshByUri: options.selfRefreshByUri ?? false,
  };
  application.route("/", signInRoutes(signIn));
  application.notFound((c) => {
    unknownRoute(c.req.method, c.req.path);
    const error = new GraphError(
      404,
      "BadRequest",
      `Resource not found for the segment '${c.req.path.split("/")[1]}'.`,
    );
    return c.json(error.body(directory.clock.now()), 404);
  });
  application.onError((error, c) => {
    options.log?.(`internal error at ${c.req.method} ${c.req.path}: ${error.message}`);
    return c.json(new GraphError(500, "InternalServerError", "Internal error.").body(directory.clock.now()), 500);
  });
  return application;
}

/** Saves once per request that changed anything, before it is answered: what was confirmed is on disk. */
function savingChanges(directory: Directory, save: () => void) {
  let changed = false;
  directory.onChange = () => {
    changed = true;
  };
  return async (_: unknown, next: () => Promise<void>) => {
    await next();
    if (!changed) return;
    changed = false;
    save();
  };
}
