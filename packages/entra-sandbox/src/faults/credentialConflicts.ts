import type { MiddlewareHandler } from "hono";
import type { Directory } from "../directory/directory";
import { authenticate, requireWrite } from "../graph/caller";
import { GraphError } from "../graph/graphError";
import { writable } from "../graph/graphRequest";
import type { SigningKey } from "../signin/signingKey";

const credentialWrite = /^\/(?:v1\.0|beta)\/applications\/([^/]+)\/(?:addPassword|removePassword)$/;

/** Two credential writes that meet on one application conflict. */
export function credentialConflicts(directory: Directory, key: SigningKey): MiddlewareHandler {
  const underWay = new Set<string>();
  return async (c, next) => {
    const id = credentialWrite.exec(c.req.path)?.[1];
    if (id === undefined || !(await mayWrite(c.req.header("authorization"), id, directory, key))) return next();
    if (underWay.has(id)) {
      const conflict = new GraphError(
        409,
        "Directory_ConcurrencyViolation",
        "Error due to concurrent requests being made to the tenant. Please wait briefly and retry.",
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

/** Whether Graph would carry out the write: one that fails anyway conflicts with nothing. */
async function mayWrite(
  authorization: string | undefined,
  id: string,
  directory: Directory,
  key: SigningKey,
): Promise<boolean> {
  try {
    requireWrite(await authenticate(authorization, directory, key), writable(directory.applications, id));
    return true;
  } catch {
    return false;
  }
}
