import { randomUUID } from "node:crypto";
import { graphInstant } from "../directory/credential";

/** An error in the form of https://learn.microsoft.com/graph/errors. */
export class GraphError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: readonly { readonly code: string; readonly target: string; readonly message: string }[] = [],
  ) {
    super(message);
  }

  body(now: Date, clientRequestId?: string): object {
    const requestId = randomUUID();
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.details.length > 0 && { details: this.details }),
        innerError: {
          date: graphInstant(now).replace(/(\.\d+)?Z$/, ""),
          "request-id": requestId,
          "client-request-id": clientRequestId ?? requestId,
        },
      },
    };
  }
}

/** The object is not there, or a replica has not heard of it yet. */
export function notFound(id: string): GraphError {
  return new GraphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

export function unknownSegment(segment: string): GraphError {
  return new GraphError(404, "BadRequest", `Resource not found for the segment '${segment}'.`);
}

/** The caller may do this kind of thing, but not to this object, or not at all. */
export function denied(): GraphError {
  return new GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}

/** A property breaks one of Graph's rules; `reason` says which, where the real service often does not. */
export function invalidProperty(property: string, resource: string, reason: string): GraphError {
  return new GraphError(
    400,
    "Request_BadRequest",
    `Invalid value specified for property '${property}' of resource '${resource}'.`,
    [{ code: "InvalidValue", target: property, message: reason }],
  );
}

export function badRequest(message: string): GraphError {
  return new GraphError(400, "Request_BadRequest", message);
}
