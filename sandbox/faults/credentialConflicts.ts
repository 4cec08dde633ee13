import type { MiddlewareHandler } from "hono";
import type { Directory } from "../directory/directory";
import { GraphError } from "../graph/graphError";

const credentialWrite = /^\/(?:v1\.0|beta)\/applications\/([^/]+)\/(?:addPassword|removePassword)$/;

/** Graph refuses a credential write that meets another one on the same application. */
export function credentialConflicts(directory: Directory): MiddlewareHandler {
  const underWay = new Set<string>();
  return async (c, next) => {
    const id = credentialWrite.exec(c.req.path)?.[1];
    if (id === undefined) return next();
    if (underWay.has(id)) {
      const conflict = new GraphError(
        409,
        "Directory_ConcurrencyViolation",
        "The directory object is being changed by another request. Please try again later.",
      );
      return c.json(conflict.body(directory.clock.now()), 409);
    }
    underWay.add(id);
    try {
      return await next();
    } finally {
      underWay.delete(id);
    }
  };
}
