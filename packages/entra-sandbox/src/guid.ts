const form = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** An id as Entra ID writes them, and nothing else. */
export const guid = new RegExp(`^${form}$`, "i");

/** Every id in a text. */
export const anyGuid = new RegExp(form, "gi");

/** A resource without the permission that must follow it: an id, or a URI without a path. */
export const bareResource = new RegExp(`^(?:${form}|[a-z][a-z0-9+.-]*://[^/]*)$`, "i");
