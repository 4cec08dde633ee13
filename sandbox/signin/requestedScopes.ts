import type { Application } from "../directory/application";
import type { Directory } from "../directory/directory";
import { graphAppId } from "../directory/microsoftGraph";
import type { ServicePrincipal } from "../directory/servicePrincipal";
import { AadstsError } from "./aadstsError";

const oidcScopes = ["openid", "profile", "email", "offline_access"];
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An API a token is asked for, and how the request named it: the name decides the token's audience. */
export interface RequestedResource {
  readonly principal: ServicePrincipal;
  /** Undefined for Microsoft Graph. */
  readonly application: Application | undefined;
  readonly form: "guid" | "uri";
  /** As written in the request, e.g. `api://{appId}`. */
  readonly identifier: string;
  /** Permission values; `.default` stands alone. Empty: sign-in only, which means Microsoft Graph. */
  readonly values: readonly string[];
}

export interface RequestedScopes {
  readonly oidc: readonly string[];
  readonly resource: RequestedResource;
}

/**
 * Reads a `scope` parameter: OpenID scopes, and permissions of one resource, each prefixed with the resource's
 * identifier; without a prefix they are Microsoft Graph's.
 */
export function requestedScopes(scope: string, directory: Directory, sandboxUrl: string): RequestedScopes {
  const words = scope.split(/\s+/).filter((word) => word !== "");
  const permissions = words.filter((word) => !oidcScopes.includes(word)).map(split);
  const identifiers = [...new Set(permissions.map(({ identifier }) => identifier))];
  if (identifiers.length > 1) {
    throw new AadstsError(
      28000,
      "invalid_request",
      `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scope} is not valid.`,
    );
  }
  const values = permissions.map(({ value }) => value);
  if (values.includes("") || (values.includes(".default") && values.length > 1)) throw badScope(scope);
  const resource = findResource(identifiers[0] ?? "", directory, sandboxUrl);
  checkValues(values, resource.principal, directory);
  return { oidc: words.filter((word) => oidcScopes.includes(word)), resource: { ...resource, values } };
}

export function badScope(scope: string): AadstsError {
  return new AadstsError(
    70011,
    "invalid_scope",
    `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
  );
}

function split(word: string): { identifier: string; value: string } {
  const slash = word.lastIndexOf("/");
  return slash < 0
    ? { identifier: "", value: word }
    : { identifier: word.slice(0, slash), value: word.slice(slash + 1) };
}

function findResource(identifier: string, directory: Directory, sandboxUrl: string): Omit<RequestedResource, "values"> {
  const graph = ["", `https://${directory.cloud.graphHost}`, sandboxUrl];
  const form = guid.test(identifier) ? "guid" : "uri";
  const appId = graph.includes(identifier)
    ? graphAppId
    : form === "guid"
      ? identifier
      : directory.applications.allNewest().find((application) => application.identifierUris.includes(identifier))
          ?.appId;
  const principal = appId === undefined ? undefined : directory.servicePrincipalByAppId(appId);
  if (!principal) {
    throw new AadstsError(
      500011,
      "invalid_resource",
      `The resource principal named ${identifier} was not found in the tenant named ${directory.domain}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
    );
  }
  return { principal, application: directory.applicationByAppId(principal.appId), form, identifier };
}

function checkValues(values: readonly string[], principal: ServicePrincipal, directory: Directory): void {
  const known = directory.publishedApi(principal).oauth2PermissionScopes.filter(({ isEnabled }) => isEnabled);
  for (const value of values) {
    if (value === ".default" || known.some((scope) => scope.value === value)) continue;
    throw new AadstsError(
      650053,
      "invalid_client",
      `The application asked for scope '${value}' that doesn't exist on the resource '${principal.appId}'. Contact the app vendor.`,
    );
  }
}
