import type { Application } from "../directory/application";
import { applicationDefaults } from "../directory/application";
import type { Directory } from "../directory/directory";
import { applicationSchema } from "../directory/tenantSchema";
import { checkEntitlements, completeEntitlements } from "./entitlementRules";
import { badRequest, invalidProperty } from "./graphError";
import { checkIdentifierUris } from "./identifierUriRules";
import { checkTypes, merged } from "./mergedProperties";

/** Set by Graph alone. `id` may be repeated in a PATCH: the azuread provider does so when it disables app roles. */
const readOnly = ["appId", "createdDateTime", "deletedDateTime", "publisherDomain", "keyCredentials"];

/** Applies a client's JSON to an application, or throws the error Graph would answer with. */
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
  const typed = completeEntitlements(merged(current, Object.fromEntries(known)) as Application);
  checkTypes(applicationSchema, typed, "Application");
  const next: Application = {
    ...typed,
    web: { ...typed.web, redirectUris: storedRedirectUris(typed.web.redirectUris, "WebApplication") },
    spa: { ...typed.spa, redirectUris: storedRedirectUris(typed.spa.redirectUris, "SpaApplication") },
  };
  checkDisplayName(next.displayName);
  checkDefaultRedirectUri(next);
  checkTokenVersion(next.api.requestedAccessTokenVersion);
  checkEntitlements(next, isNew ? undefined : current);
  checkIdentifierUris(next, directory);
  return next;
}

function checkDisplayName(name: string): void {
  if (name.length === 0) {
    throw badRequest("A value is required for property 'displayName' of resource 'Application'.");
  }
  if (name.length > 120) throw invalidProperty("displayName", "Application", `1 to 120 characters, got ${name.length}`);
}

/** It must be one of the redirect URIs, so the one it names cannot be removed. */
function checkDefaultRedirectUri({ defaultRedirectUri, web, spa, publicClient }: Application): void {
  if (defaultRedirectUri === null) return;
  const uris = [...web.redirectUris, ...spa.redirectUris, ...publicClient.redirectUris];
  if (uris.includes(defaultRedirectUri)) return;
  const reason = `${JSON.stringify(defaultRedirectUri)} is not one of the redirect URIs`;
  throw invalidProperty("defaultRedirectUri", "Application", reason);
}

function checkTokenVersion(version: number | null): void {
  if ([null, 1, 2].includes(version)) return;
  throw invalidProperty("requestedAccessTokenVersion", "ApiApplication", `null, 1 or 2, got ${version}`);
}

const loopback = ["localhost", "127.0.0.1"];

/**
 * Checks redirect URIs and returns them as Entra ID stores them: one without a path gets a trailing slash.
 * Rules: https://learn.microsoft.com/entra/identity-platform/reply-url
 */
function storedRedirectUris(uris: readonly string[], resource: string): string[] {
  if (uris.length > 256) throw invalidProperty("redirectUris", resource, `at most 256 are allowed, got ${uris.length}`);
  return uris.map((uri) => {
    const problem = redirectUriProblem(uri);
    if (problem) throw invalidProperty("redirectUris", resource, `${JSON.stringify(uri)}: ${problem}`);
    return /^https?:\/\/[^/?]+$/.test(uri) ? `${uri}/` : uri;
  });
}

function redirectUriProblem(uri: string): string | undefined {
  if (uri.length > 256) return "longer than 256 characters";
  if (/[!$'(),;*]/.test(uri)) return "holds a wildcard or one of ! $ ' ( ) , ;";
  if (!URL.canParse(uri)) return "not an absolute URI";
  const { protocol, hostname } = new URL(uri);
  if (uri.includes("#")) return "holds a fragment";
  if (protocol === "https:" || (protocol === "http:" && loopback.includes(hostname))) return undefined;
  return "must be https, or http on localhost or 127.0.0.1";
}
