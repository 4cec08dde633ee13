import * as v from "valibot";

/** The value of a JSON text; `undefined` where it is none. The parser's own message quotes the text, secrets included. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The members of an object written as JSON; `undefined` where the text is another value, or none. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = parseJson(text);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

/** What a JSON text of this shape says; `undefined` where it has another one. */
export function jsonOf<T>(text: string, schema: v.GenericSchema<unknown, T>): T | undefined {
  const result = v.safeParse(schema, parseJson(text));
  return result.success ? result.output : undefined;
}
