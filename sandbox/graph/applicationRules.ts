import type { Application } from "../directory/application";
import { applicationDefaults } from "../directory/application";
import type { Directory } from "../directory/directory";
import { checkEntitlements, completeEntitlements } from "./entitlementRules";
import { badRequest, invalidProperty } from "./graphError";
import { checkIdentifierUris } from "./identifierUriRules";
import { storedRedirectUris } from "./redirectUriRules";

/** Set by Graph alone. `id` may be repeated in a PATCH: the azuread provider does so when it disables app roles. */
const readOnly = ["appId", "createdDateTime", "deletedDateTime", "publisherDomain", "keyCredentials"];

/** Applies a client's JSON to an application, or throws the refusal Graph would answer with. */
export function changedApplication(
  current: Application,
  changes: object,
  directory: Directory,
  isNew = false,
): Application {
  for (const property of Object.keys(changes)) {
    if (property === "passwordCredentials") throw badRequest("Passwords are added with addPassword only.");
    if (readOnly.includes(property)) throw badRequest(`Property '${property}' is read-only and cannot be set.`);
    if (property !== "id" && !property.includes("@odata.") && !Object.hasOwn(applicationDefaults, property)) {
      throw badRequest(`Invalid property '${property}'.`);
    }
  }
  const known = Object.entries(changes).filter(([property]) => Object.hasOwn(applicationDefaults, property));
  const merged = completeEntitlements(merge(current, Object.fromEntries(known)) as Application);
  const next: Application = {
    ...merged,
    web: { ...merged.web, redirectUris: storedRedirectUris(merged.web.redirectUris, "WebApplication") },
    spa: { ...merged.spa, redirectUris: storedRedirectUris(merged.spa.redirectUris, "SpaApplication") },
  };
  checkDisplayName(next.displayName);
  checkTokenVersion(next.api.requestedAccessTokenVersion);
  checkEntitlements(next, isNew ? undefined : current);
  checkIdentifierUris(next, directory);
  return next;
}

function checkDisplayName(name: unknown): void {
  if (typeof name !== "string" || name.length === 0) {
    throw badRequest("A value is required for property 'displayName' of resource 'Application'.");
  }
  if (name.length > 120) throw invalidProperty("displayName", "Application", `1 to 120 characters, got ${name.length}`);
}

function checkTokenVersion(version: number | null): void {
  if ([null, 1, 2].includes(version)) return;
  throw invalidProperty("requestedAccessTokenVersion", "ApiApplication", `null, 1 or 2, got ${version}`);
}

/** Graph merges complex values member by member and replaces collections and plain values. */
function merge(current: unknown, change: unknown): unknown {
  if (!isObject(current) || !isObject(change)) return change;
  const merged: Record<string, unknown> = { ...current };
  for (const [key, value] of Object.entries(change)) {
    // A collection cannot be null: null empties it.
    merged[key] = value === null && Array.isArray(current[key]) ? [] : merge(current[key], value);
  }
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
