import { isDeepStrictEqual } from "node:util";
import type { AppRole, Application, PermissionScope } from "../directory/application";
import { GraphError, invalidProperty } from "./graphError";
import { guid } from "../guid";

/** Letters, digits and this punctuation: https://learn.microsoft.com/graph/api/resources/permissionscope */
const allowedValue = /^[A-Za-z0-9:!#$%&'()*+,\-./;<=>?@[\]^_{}~`|]{1,120}$/;

type Entitlement = PermissionScope | AppRole;

/** Fills in what a client left out of its scopes and roles, so that they compare like with like. */
export function completeEntitlements(application: Application): Application {
  const { api, appRoles } = application as Partial<Application>;
  // What is no list of objects is left for the check of types.
  if (!isListOfObjects(api?.oauth2PermissionScopes) || !isListOfObjects(appRoles)) return application;
  return {
    ...application,
    api: {
      ...application.api,
      oauth2PermissionScopes: application.api.oauth2PermissionScopes.map((scope) => ({
        adminConsentDescription: scope.adminConsentDescription ?? null,
        adminConsentDisplayName: scope.adminConsentDisplayName ?? null,
        id: scope.id,
        isEnabled: scope.isEnabled ?? true,
        type: scope.type ?? "User",
        userConsentDescription: scope.userConsentDescription ?? null,
        userConsentDisplayName: scope.userConsentDisplayName ?? null,
        value: scope.value ?? null,
      })),
    },
    appRoles: application.appRoles.map((role) => ({
      allowedMemberTypes: role.allowedMemberTypes ?? [],
      description: role.description,
      displayName: role.displayName,
      id: role.id,
      isEnabled: role.isEnabled ?? true,
      origin: "Application",
      value: role.value ?? null,
    })),
  };
}

function isListOfObjects(value: unknown): value is readonly object[] {
  return Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null);
}

/** Scopes and app roles of an application: well formed, unique together, and never changed while enabled. */
export function checkEntitlements(next: Application, previous: Application | undefined): void {
  next.api.oauth2PermissionScopes.forEach(checkScope);
  next.appRoles.forEach((role) => checkNames(role, "appRoles", "AppRole"));
  const all = entitlements(next);
  checkUnique(all.map(({ id }) => id.toLowerCase()));
  checkUnique(all.flatMap(({ value }) => (value ? [value] : [])));
  if (previous) checkEnabledUnchanged(entitlements(previous), all);
}

function entitlements(application: Application): Entitlement[] {
  return [...application.api.oauth2PermissionScopes, ...application.appRoles];
}

function checkScope(scope: PermissionScope): void {
  checkNames(scope, "oauth2PermissionScopes", "PermissionScope");
  if (scope.type !== "User" && scope.type !== "Admin") {
    throw invalidProperty("type", "PermissionScope", `User or Admin, got ${JSON.stringify(scope.type)}`);
  }
  if (scope.isEnabled && (!scope.adminConsentDisplayName || !scope.adminConsentDescription)) {
    throw invalidProperty(
      "adminConsentDisplayName",
      "PermissionScope",
      "admin consent name and description are required",
    );
  }
}

function checkNames({ id, value }: Entitlement, property: string, resource: string): void {
  if (!guid.test(String(id))) throw invalidProperty("id", resource, `${property}: ${JSON.stringify(id)} is not a UUID`);
  if (value === null) return;
  if (value.startsWith(".") || !allowedValue.test(value)) {
    throw invalidProperty("value", resource, `${JSON.stringify(value)}: not a permission value`);
  }
}

function checkUnique(values: readonly string[]): void {
  const double = values.find((value, index) => values.indexOf(value) !== index);
  if (double === undefined) return;
  throw new GraphError(400, "Request_BadRequest", "Request contains a property with duplicate values.", [
    { code: "DuplicateValue", target: "oauth2PermissionScopes", message: `'${double}' is used twice.` },
  ]);
}

/** TFAD #1177, #1764: an enabled permission must be disabled in a write of its own before it changes or goes. */
function checkEnabledUnchanged(previous: readonly Entitlement[], next: readonly Entitlement[]): void {
  for (const before of previous.filter(({ isEnabled }) => isEnabled)) {
    const after = next.find(({ id }) => id === before.id);
    if (after && isDeepStrictEqual({ ...after, isEnabled: true }, before)) continue;
    throw new GraphError(
      400,
      "CannotDeleteOrUpdateEnabledEntitlement",
      "Permission (scope or role) cannot be deleted or updated unless disabled first.",
    );
  }
}
