import * as v from "valibot";
import { firstProblem } from "../directory/tenantSchema";
import { invalidProperty } from "./graphError";

/** Graph merges complex values member by member and replaces collections and plain values. */
export function merged(current: unknown, change: unknown): unknown {
  if (!isObject(current) || !isObject(change)) return change;
  const result: Record<string, unknown> = { ...current };
  for (const [key, value] of Object.entries(change)) {
    // A collection cannot be null: null empties it.
    result[key] = value === null && Array.isArray(current[key]) ? [] : merged(current[key], value);
  }
  return result;
}

/** Throws Graph's error for what a client's JSON has made of the wrong type. */
export function checkTypes(schema: v.GenericSchema, object: unknown, resource: string): void {
  const { issues } = v.safeParse(schema, object, { abortEarly: true });
  if (!issues) return;
  throw invalidProperty(String(issues[0].path?.[0]?.key), resource, firstProblem(issues));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
