import * as v from "valibot";

const guidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether the text is an object id, a client id or a scope id as Entra ID writes them. */
export function isGuid(text: string): boolean {
  return guidForm.test(text);
}

/** An id as Entra ID writes them. @param message - what to say of another text */
export function guid(message?: string) {
  return v.pipe(v.string(), v.check(isGuid, message));
}
