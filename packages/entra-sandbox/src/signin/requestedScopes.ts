import type { Application } from "../directory/application";
import type { Directory } from "../directory/directory";
import { graphAppId } from "../directory/microsoftGraph";
import type { ServicePrincipal } from "../directory/servicePrincipal";
import { AadstsError } from "./aadstsError";
import { bareResource, guid } from "../guid";

const oidcScopes = ["openid", "profile", "email", "offline_access"];

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
  const permissions = words.filter((word) => !oidcScopes.includes(word)).map((word) => split(word, directory));
  const identifiers = [...new Set(permissions.map(({ identifier }) => identifier))];
  if (identifiers.length > 1) {
    throw new AadstsError(
      28000,
      `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scope} is not valid.`,
    );
  }
  const values = permissions.map(({ value }) => value);
  if (values.includes("") || (values.includes(".default") && values.length > 1)) throw badScope(scope);
  const resource = findResource(identifiers[0] ?? "", directory, sandboxUrl);
  checkValues(values, resource.principal, directory);
  return { oidc: words.filter((word) => oidcScopes.includes(word)), resource: { ...resource, values } };
}

function badScope(scope: string): AadstsError {
  return new AadstsError(
    70011,
    `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
  );
}

/** Values may hold slashes, so what is known as an identifier comes first. */
function split(word: string, directory: Directory): { identifier: string; value: string } {
  const uris = directory.applications.allNewest().flatMap(({ identifierUris }) => identifierUris);
  const known = [word.split("/")[0] ?? "", ...uris.sort((a, b) => b.length - a.length)]
    .filter((identifier) => guid.test(identifier) || uris.includes(identifier))
    .find((identifier) => word.startsWith(`${identifier}/`));
  if (known === undefined && (uris.includes(word) || bareResource.test(word))) return { identifier: word, value: "" };
  const end = known?.length ?? word.lastIndexOf("/");
  return end < 0 ? { identifier: "", value: word } : { identifier: word.slice(0, end), value: word.slice(end + 1) };
}

function findResource(identifier: string, directory: Directory, sandboxUrl: string): Omit<RequestedResource, "values"> {
  const principal = principalNamed(identifier, directory, sandboxUrl);
  if (!principal) {
    throw new AadstsError(
      500011,
      `The resource principal named ${identifier} was not found in the tenant named ${directory.domain}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
    );
  }
  const form = guid.test(identifier) ? "guid" : "uri";
  return { principal, application: directory.applicationByAppId(principal.appId), form, identifier };
}

function principalNamed(identifier: string, directory: Directory, sandboxUrl: string): ServicePrincipal | undefined {
  const graph = ["", `https://${directory.cloud.graphHost}`, sandboxUrl];
  if (graph.includes(identifier)) return directory.servicePrincipalByAppId(graphAppId);
  if (guid.test(identifier)) return directory.servicePrincipalByAppId(identifier);
  const application = directory.applications.allNewest().find((one) => one.identifierUris.includes(identifier));
  return application && directory.servicePrincipalByAppId(application.appId);
}

function checkValues(values: readonly string[], principal: ServicePrincipal, directory: Directory): void {
  const known = directory.publishedApi(principal).oauth2PermissionScopes.filter(({ isEnabled }) => isEnabled);
  for (const value of values) {
    if (value === ".default" || known.some((scope) => scope.value === value)) continue;
    throw new AadstsError(
      650053,
      `The application asked for scope '${value}' that doesn't exist on the resource '${principal.appId}'. Contact the app vendor.`,
    );
  }
}
