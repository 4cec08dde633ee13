import type { Application } from "../directory/application";
import type { Directory } from "../directory/directory";
import { GraphError, invalidProperty } from "./graphError";

/**
 * `api://{appId}` is always allowed; since 2025 an API with version 1 tokens needs the tenant id, the application id or a
 * verified domain in any other: https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions
 */
export function checkIdentifierUris(application: Application, directory: Directory): void {
  for (const uri of application.identifierUris) {
    if (uri.length > 255 || uri.endsWith("/") || uri.includes("*") || !/^[a-z][a-z0-9+.-]*:\/\/./i.test(uri)) {
      throw invalidProperty(
        "identifierUris",
        "Application",
        `${JSON.stringify(uri)}: absolute, at most 255 characters, no wildcard, no trailing slash`,
      );
    }
    if (!isTiedToTenant(uri, application, directory)) {
      throw new GraphError(
        400,
        "HostNameNotOnVerifiedDomain",
        `Values of identifierUris property must use a verified domain of the organization or its subdomain: '${uri}'`,
      );
    }
    const taken = directory.applications
      .allNewest()
      .some((other) => other.id !== application.id && other.identifierUris.includes(uri));
    if (taken) {
      throw new GraphError(
        400,
        "Request_BadRequest",
        "Another object with the same value for property identifierUris already exists.",
        [{ code: "ObjectConflict", target: "identifierUris", message: `'${uri}' is in use.` }],
      );
    }
  }
}

function isTiedToTenant(uri: string, application: Application, directory: Directory): boolean {
  if (application.api.requestedAccessTokenVersion === 2) return true;
  const host = uri.split("/")[2] ?? "";
  const segments = uri.split("/").slice(2);
  return (
    segments.includes(application.appId) ||
    segments.includes(directory.tenantId) ||
    host === directory.domain ||
    host.endsWith(`.${directory.domain}`)
  );
}
